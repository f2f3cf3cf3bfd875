import { useState } from 'preact/hooks';
import type { Tagged } from '../../../api/client.ts';
import type { Change, Kind, Livestream } from '../../../api/types.ts';
import { FailureNote } from '../../../components/failure.tsx';
import { LoadFailure } from '../../../components/load-failure.tsx';
import { Refresh } from '../../../components/refresh.tsx';
import { RequestButton } from '../../../components/request-button.tsx';
import { strings } from '../../../i18n/index.ts';
import { changedUnits } from '../../../lib/three-way.ts';
import { momentOf } from '../../../lib/times.ts';
import { now, times, today } from '../../../state/clock.ts';
import { nameOfConfiguration, useDestinationNames } from '../../../state/destination-names.ts';
import type { LivestreamHandle } from '../form/use-livestream.ts';
import { Differences } from './differences.tsx';
import { RestoreDialog } from './restore-dialog.tsx';
import { sentenceOfChange } from './sentence.ts';
import { useHistory } from './use-history.ts';

const messages = strings.history;

/** Entries shown at first; a button shows the rest. */
const FIRST = 8;

type HistoryProps = { kind: Kind; id: string; base: Tagged<Livestream>; livestream: LivestreamHandle };

/** The changes made here and in Zoom, newest first, each with the option to restore. */
export function History({ kind, id, base, livestream }: HistoryProps) {
  const history = useHistory(kind, id, livestream, base.etag);
  useDestinationNames();
  const { changes = [], failure, loading, pending, rejection } = history;
  const [showsAll, setShowsAll] = useState(false);
  const drifts = driftsSinceOwn(changes);
  const undoable = undoableIn(changes, base);
  const shown = showsAll ? changes : changes.slice(0, FIRST);
  return (
    <section class="history" aria-labelledby="history-title" aria-busy={loading}>
      <div class="history-head">
        <h2 id="history-title" tabIndex={-1}>
          {messages.title}
        </h2>
        <Refresh onRefresh={history.refresh} />
      </div>
      {drifts > 0 && <p class="note note-warn">{messages.sinceTitle(drifts)}</p>}
      {failure && <LoadFailure failure={failure} onRetry={() => history.load()} />}
      {loading && changes.length === 0 && <p class="small muted">{messages.loading}</p>}
      {history.changes && changes.length === 0 && <p class="muted">{messages.empty}</p>}
      {rejection && <FailureNote failure={rejection} />}
      <ol class="changes">
        {shown.map((change) => (
          <ChangeLine
            key={change.id}
            change={change}
            isBusy={history.undoing === change.id}
            isNewest={change.id === undoable}
            onUndo={() => history.restore(change, base)}
            onRestore={() => history.confirmFirst(change, base)}
          />
        ))}
      </ol>
      {shown.length < changes.length && (
        <p>
          <button type="button" onClick={() => setShowsAll(true)}>
            {messages.all(changes.length)}
          </button>
        </p>
      )}
      {pending && <RestoreDialog pending={pending} when={exactlyWhenOf(pending.change)} history={history} />}
    </section>
  );
}

/**
 * The id of the change that "Undo" is offered for: the newest one, if Zoom still has its result.
 * Restoring the state before an older one also reverts all later changes.
 */
function undoableIn(changes: Change[], { value }: Tagged<Livestream>): string | undefined {
  const newest = changes.find(({ kind }) => isOfConfiguration(kind));
  const isCurrent = newest?.after && changedUnits(newest.after, value).length === 0;
  return isCurrent ? newest.id : undefined;
}

function isOfConfiguration(kind: Change['kind']): boolean {
  return kind === 'updated' || kind === 'restored' || kind === 'drift';
}

/** How often the settings were changed in Zoom since the user last changed them here. */
function driftsSinceOwn(changes: Change[]): number {
  const own = changes.findIndex(({ kind }) => kind === 'updated' || kind === 'restored');
  const since = own === -1 ? changes : changes.slice(0, own);
  return since.filter(({ kind }) => kind === 'drift').length;
}

type LineProps = {
  change: Change;
  isBusy: boolean;
  isNewest: boolean;
  onUndo: () => void;
  onRestore: () => void;
};

function ChangeLine({ change, isBusy, isNewest, onUndo, onRestore }: LineProps) {
  const { kind, before, after } = change;
  const when = whenOf(change);
  const exactly = exactlyWhenOf(change);
  const isConfiguration = isOfConfiguration(kind);
  // Zoom cannot clear a livestream, so an empty state cannot be restored.
  const canRestore = isConfiguration && before !== null && before.stream_url !== '';
  const line = (
    <>
      <time class="small muted change-time" dateTime={change.at}>
        {kind === 'drift' ? messages.noticed(when) : when}
      </time>
      <span class="change-text">{sentenceOfChange(change, nameOfConfiguration)}</span>
    </>
  );
  return (
    <li class={kind === 'drift' ? 'change change-drift' : 'change'}>
      {isConfiguration ? (
        <details class="change-details">
          <summary class="change-head">{line}</summary>
          <Differences before={before} after={after} label={`${messages.kinds[kind]}, ${exactly}`} />
        </details>
      ) : (
        <p class="change-head">{line}</p>
      )}
      {canRestore && (
        <RequestButton
          class="quiet put-back"
          isBusy={isBusy}
          busyLabel={messages.undoing}
          aria-label={(isNewest ? messages.undoOf : messages.restoreOf)(messages.kinds[kind], exactly)}
          onClick={isNewest ? onUndo : onRestore}
        >
          {isNewest ? messages.undo : messages.restore}
        </RequestButton>
      )}
    </li>
  );
}

/**
 * With seconds, so that screen readers can distinguish the buttons of two changes in one minute.
 */
function exactlyWhenOf({ at }: Change): string {
  const moment = momentOf(at);
  if (!moment) return at;
  return messages.at(times.value.dayName(moment, now.value), times.value.secondOfDay(moment));
}

/** The time alone on the same day. */
function whenOf({ at }: Change): string {
  const moment = momentOf(at);
  if (!moment) return at;
  const { dayKey, dayName, timeOfDay } = times.value;
  const isToday = dayKey(moment) === today.value;
  return isToday ? timeOfDay(moment) : messages.at(dayName(moment, now.value), timeOfDay(moment));
}
