import { type Failure, isProblem } from '../client.ts';
import { strings } from '../strings.ts';
import { FailureNote, sentenceOf } from './failure.tsx';

const words = strings.failure;

type SaveFailureProps = { failure: Failure; onSendAgain: () => void };

/** Why saving failed, and the next step. What was typed is still in the form. */
export function SaveFailure({ failure, onSendAgain }: SaveFailureProps) {
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
