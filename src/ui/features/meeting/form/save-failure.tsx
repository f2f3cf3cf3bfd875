import { type Failure, isProblem } from '../../../api/client.ts';
import { FailureNote, sentenceOf } from '../../../components/failure.tsx';
import { RequestButton } from '../../../components/request-button.tsx';
import { strings } from '../../../i18n/index.ts';

const messages = strings.failure;

type SaveFailureProps = { failure: Failure; onRetry: () => void };

/** Why saving failed, and the next step. The user's input is still in the form. */
export function SaveFailure({ failure, onRetry }: SaveFailureProps) {
  if (isNotApplied(failure)) return <NotApplied />;
  const unknown = isProblem(failure, 'outcome_unknown');
  if (!unknown && failure.kind !== 'unreachable') return <FailureNote failure={failure} />;
  return (
    <div class="note note-warn" role="alert">
      <p>{unknown ? sentenceOf(failure) : messages.unreachableSaving}</p>
      <RequestButton busyLabel={strings.form.saving} onClick={onRetry}>
        {messages.retrySending}
      </RequestButton>
    </div>
  );
}

/** The host's livestream settings in Zoom's web portal. */
const ZOOM_SETTINGS = 'https://zoom.us/profile/setting';

/**
 * Zoom accepts the settings and drops them while custom live streaming is off. A dropped resolution
 * alone has other reasons.
 */
function isNotApplied(failure: Failure): boolean {
  if (failure.kind !== 'problem' || failure.problem.code !== 'not_applied') return false;
  return failure.problem.errors?.some(({ field }) => field !== 'resolution') ?? true;
}

function NotApplied() {
  return (
    <div class="note note-bad" role="alert">
      <p>
        {messages.notKept}{' '}
        <a href={ZOOM_SETTINGS} target="_blank" rel="noopener noreferrer">
          {messages.turnOn}
        </a>
      </p>
    </div>
  );
}
