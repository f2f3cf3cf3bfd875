import { useState } from 'preact/hooks';
import type { Change, Kind } from '../api.ts';
import { now, times } from '../clock.ts';
import type { Tagged } from '../livestream-form.ts';
import { useHistory } from '../screens/use-history.ts';
import type { LivestreamHandle } from '../screens/use-livestream.ts';
import { strings } from '../strings.ts';
import { momentOf } from '../times.ts';
import { Differences } from './differences.tsx';
import { FailureNote } from './failure.tsx';
import { Refresh } from './refresh.tsx';
import { UndoConflictNote } from './undo-conflict.tsx';

const words = strings.history;

/** More are shown when asked for. */
const FIRST = 8;

type HistoryProps = { kind: Kind; id: string; base: Tagged; livestream: LivestreamHandle };

/** What was changed here and in Zoom, newest first, each with the way back. */
export function History({ kind, id, base, livestream }: HistoryProps) {
  const history = useHistory(kind, id, livestream, base.etag);
  const { changes = [], failure, loading, conflict, refusal, notice } = history;
  const [showsAll, setShowsAll] = useState(false);
  const drifts = driftsSinceOwn(changes);
  const shown = showsAll ? changes : changes.slice(0, FIRST);
  return (
    <section class="history" aria-labelledby="history-title" aria-busy={loading}>
      <div class="history-head">
        <h2 id="history-title" tabIndex={-1}>
          {words.title}
        </h2>
        <Refresh onRefresh={history.refresh} />
      </div>
      {drifts > 0 && <p class="note note-warn">{words.sinceTitle(drifts)}</p>}
      {failure && <FailureNote failure={failure} onRetry={() => history.load()} />}
      {loading && changes.length === 0 && <p class="small muted">{words.loading}</p>}
      {history.changes && changes.length === 0 && <p class="muted">{words.empty}</p>}
      {conflict && <UndoConflictNote conflict={conflict} history={history} />}
      {refusal && <FailureNote failure={refusal} />}
      {notice && <p class="done">{notice}</p>}
      <ol class="changes">
        {shown.map((change) => (
          <ChangeLine
            key={change.id}
            change={change}
            isUndoing={history.undoing === change.id}
            onUndo={() => history.undo(change, base.etag)}
          />
        ))}
      </ol>
      {shown.length < changes.length && (
        <p>
          <button type="button" onClick={() => setShowsAll(true)}>
            {words.all(changes.length)}
          </button>
        </p>
      )}
    </section>
  );
}

/** How often Zoom's side has changed it since it was last changed from here. */
function driftsSinceOwn(changes: Change[]): number {
  const own = changes.findIndex(({ kind }) => kind === 'updated' || kind === 'restored');
  const since = own === -1 ? changes : changes.slice(0, own);
  return since.filter(({ kind }) => kind === 'drift').length;
}

type LineProps = { change: Change; isUndoing: boolean; onUndo: () => void };

function ChangeLine({ change, isUndoing, onUndo }: LineProps) {
  const { kind, by, before, after } = change;
  const when = whenOf(change);
  const exactly = exactlyWhenOf(change);
  const isConfiguration = kind === 'updated' || kind === 'restored' || kind === 'drift';
  // Zoom has no way to clear a livestream: what was nothing cannot be put back.
  const canUndo = isConfiguration && before !== null && before.stream_url !== '';
  return (
    <li class={kind === 'drift' ? 'change change-drift' : 'change'}>
      <p class="change-head">
        <strong>{words.kinds[kind]}</strong>
        <span class="small muted">
          {kind === 'drift' ? words.noticed : words.by[by]} · <time dateTime={change.at}>{when}</time>
        </span>
        {canUndo && (
          <button
            type="button"
            class="quiet put-back"
            aria-disabled={isUndoing}
            aria-label={words.undoOf(words.kinds[kind], exactly)}
            onClick={onUndo}
          >
            {isUndoing ? words.undoing : words.undo}
          </button>
        )}
      </p>
      {isConfiguration && (
        <Differences before={before} after={after} label={`${words.kinds[kind]}, ${exactly}`} />
      )}
    </li>
  );
}

/** To the second, since nothing else tells two changes of one minute apart for who hears only the buttons. */
function exactlyWhenOf({ at }: Change): string {
  const moment = momentOf(at);
  if (!moment) return at;
  return words.at(times.value.dayName(moment, now.value), times.value.secondOfDay(moment));
}

function whenOf({ at }: Change): string {
  const moment = momentOf(at);
  if (!moment) return at;
  return words.at(times.value.dayName(moment, now.value), times.value.timeOfDay(moment));
}
