import type { Livestream } from '../api/types.ts';
import { strings } from '../i18n/index.ts';
import type { Unit } from '../lib/three-way.ts';

const messages = strings.conflict;

type Version = Pick<Livestream, 'stream_url' | 'stream_key_hint' | 'stream_key_fingerprint' | 'page_url'> & {
  name?: string;
  resolution: string | null;
};

/** One unit of a saved version as text; the key only by its last characters. */
export function linesOf(unit: Unit, version: Version): string[] {
  if (unit !== 'stream') return [version[unit] || messages.none];
  if (!version.stream_url && !version.stream_key_fingerprint) return [messages.none];
  const { stream_url, stream_key_fingerprint, stream_key_hint } = version;
  return [
    stream_url || messages.none,
    stream_key_fingerprint ? messages.key(stream_key_hint) : messages.none,
  ];
}

/** The units for which the user prefers the other version, after one more choice. */
export function withChoice(chosen: readonly Unit[], unit: Unit, choice: 'mine' | 'theirs'): readonly Unit[] {
  const others = chosen.filter((each) => each !== unit);
  return choice === 'theirs' ? [...others, unit] : others;
}
