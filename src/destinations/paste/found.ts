import type { Label } from './labels.ts';

/** A URL of a text, as it was written but for what surrounds it. */
export interface FoundUrl {
  text: string;
  line: number;
  label: Label | null;
  isBackup: boolean;
  /** It is where a command reads from, not where it sends to. */
  isInput: boolean;
}

/** A word that a label calls the key. */
export interface FoundKey {
  text: string;
  line: number;
  label: Label;
}

/** A word that nothing names. */
export interface LooseWord {
  text: string;
  line: number;
  /** Nothing else is on its line. */
  isAlone: boolean;
  /** A URL is on its line, and nothing else. */
  isBesideUrl: boolean;
}

/** Everything in a text that can be one of the three values, in the order of the text. */
export interface Found {
  urls: FoundUrl[];
  keys: FoundKey[];
  pages: FoundUrl[];
  loose: LooseWord[];
  /** Something in the text says what it is. */
  isLabelled: boolean;
}

export function nothingFound(): Found {
  return { urls: [], keys: [], pages: [], loose: [], isLabelled: false };
}
