import type { Change } from '../../../api/types.ts';
import { strings } from '../../../i18n/index.ts';
import { changedSettings, type NameOf, switchOf } from './difference.ts';

const { entries } = strings.history;

/** One entry of the history as a sentence: who did what. */
export function sentenceOfChange(change: Change, nameOf?: NameOf): string {
  const { kind, by, before, after } = change;
  switch (kind) {
    case 'revealed':
      return entries.revealed;
    case 'started':
      return entries.started[by];
    case 'stopped':
      return entries.stopped[by];
    case 'restored':
      return entries.restored(switchOf(before, after, nameOf) || changedSettings(before, after));
    case 'drift':
      return entries.drift(switchOf(before, after, nameOf) || changedSettings(before, after));
    case 'updated': {
      if (!before?.stream_url && after) return entries.setUp(nameOf?.(after) ?? '');
      const switched = switchOf(before, after, nameOf);
      return switched ? entries.switched(switched) : entries.updated(changedSettings(before, after));
    }
  }
}
