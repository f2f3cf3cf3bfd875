import { type Failure, isProblem } from '../client.ts';
import { strings } from '../strings.ts';
import { FailureNote, sentenceOf } from './failure.tsx';

const words = strings.failure;

type SaveFailureProps = { failure: Failure; onSendAgain: () => void };

/** Why saving failed, and the next step. What was typed is still in the form. */
export function SaveFailure({ failure, onSendAgain }: SaveFailureProps) {
  if (isNotKept(failure)) return <NotKept />;
  const unknown = isProblem(failure, 'outcome_unknown');
  if (!unknown && failure.kind !== 'unreachable') return <FailureNote failure={failure} />;
  return (
    <div class="note note-warn" role="alert">
      <p>{unknown ? sentenceOf(failure) : words.unreachableSaving}</p>
      <button type="button" onClick={onSendAgain}>
        {words.sendAgain}
      </button>
    </div>
  );
}

/** Where the host's livestream settings are in Zoom's web portal. */
const ZOOM_SETTINGS = 'https://zoom.us/profile/setting';

/** Zoom accepts the settings and drops them while custom live streaming is off; a resolution alone has other reasons. */
function isNotKept(failure: Failure): boolean {
  if (failure.kind !== 'problem' || failure.problem.code !== 'not_applied') return false;
  return failure.problem.errors?.some(({ field }) => field !== 'resolution') ?? true;
}

function NotKept() {
  return (
    <div class="note note-bad" role="alert">
      <p>
        {words.notKept}{' '}
        <a href={ZOOM_SETTINGS} target="_blank" rel="noopener noreferrer">
          {words.turnOn}
        </a>
      </p>
    </div>
  );
}
