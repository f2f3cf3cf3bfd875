import type { Label } from './labels.ts';

/** A URL in a text, without surrounding characters. */
export interface FoundUrl {
  text: string;
  line: number;
  label: Label | null;
  isBackup: boolean;
  /** Whether it is the input of a command (`-i`) rather than its output. */
  isInput: boolean;
}

/** A word labelled as the key. */
export interface FoundKey {
  text: string;
  line: number;
  label: Label;
}

/** A word without a label. */
export interface LooseWord {
  text: string;
  line: number;
  /** Whether it is alone on its line. */
  isAlone: boolean;
  /** Whether only a URL is on the same line. */
  isBesideUrl: boolean;
}

/** All candidates for the three values, in order of appearance. */
export interface Found {
  urls: FoundUrl[];
  keys: FoundKey[];
  pages: FoundUrl[];
  loose: LooseWord[];
  /** Whether the text has a label. */
  isLabelled: boolean;
}

export function nothingFound(): Found {
  return { urls: [], keys: [], pages: [], loose: [], isLabelled: false };
}
