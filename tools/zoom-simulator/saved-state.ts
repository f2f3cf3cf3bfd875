import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { SavedGrant } from './oauth/grants.ts';
import type { Simulation } from './simulation.ts';
import type { Kind, LivestreamConfiguration } from './types.ts';

/** The state that survives a restart: grants, and livestream settings that the app stored. */
interface SavedState {
  grants: SavedGrant[];
  livestreams: { kind: Kind; id: string; livestream: LivestreamConfiguration }[];
}

const KINDS: Kind[] = ['meetings', 'webinars'];

/** Loads the state of an earlier process. A missing or damaged file is treated as empty. */
export function loadState({ grants, state }: Simulation, file: string): void {
  const saved = read(file);
  grants.load(saved.grants);
  for (const { kind, id, livestream } of saved.livestreams) {
    const meeting = state[kind].get(id);
    if (meeting) meeting.livestream = livestream;
  }
}

/**
 * Replaces the file atomically. Only its owner may read it, because it contains tokens and stream
 * keys.
 */
export function saveState({ grants, state }: Simulation, file: string): void {
  const livestreams = KINDS.flatMap((kind) =>
    [...state[kind].values()].flatMap(({ id, livestream }) => (livestream ? [{ kind, id, livestream }] : [])),
  );
  const saved: SavedState = { grants: grants.save(), livestreams };
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, JSON.stringify(saved), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

function read(file: string): SavedState {
  try {
    const { grants = [], livestreams = [] } = JSON.parse(readFileSync(file, 'utf8')) as Partial<SavedState>;
    return { grants, livestreams };
  } catch {
    return { grants: [], livestreams: [] };
  }
}
