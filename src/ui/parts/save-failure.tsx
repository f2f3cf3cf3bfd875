import type { Kind } from '../api.ts';
import { type Failure, isProblem } from '../client.ts';
import { installPath, meetingPath } from '../route.ts';
import { strings } from '../strings.ts';
import { FailureNote, sentenceOf } from './failure.tsx';

const words = strings.failure;

type SaveFailureProps = { failure: Failure; kind: Kind; id: string; onSendAgain: () => void };

/** Why saving failed, and the next step. What was typed is still in the form. */
export function SaveFailure({ failure, kind, id, onSendAgain }: SaveFailureProps) {
  if (isProblem(failure, 'not_signed_in')) return <SignInAgain kind={kind} id={id} />;
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

/** In a new tab, so that what was typed here is not lost. */
function SignInAgain({ kind, id }: { kind: Kind; id: string }) {
  return (
    <div class="note note-warn" role="alert">
      <p>{words.signedOut}</p>
      <a class="button" href={installPath(meetingPath(kind, id))} target="_blank" rel="noopener">
        {words.signIn}
      </a>
    </div>
  );
}
