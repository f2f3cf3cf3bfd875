import { type Failure, isProblem } from '../client.ts';
import { path } from '../navigation.ts';
import { installPath } from '../route.ts';
import { strings } from '../strings.ts';
import { FailureNote } from './failure.tsx';

const words = strings.failure;

/** Why what was filled in could not be sent. Whose session has ended signs in beside it, so that nothing typed is lost. */
export function FormFailure({ failure, onRetry }: { failure: Failure; onRetry?: () => void }) {
  if (!isProblem(failure, 'not_signed_in')) return <FailureNote failure={failure} onRetry={onRetry} />;
  return (
    <div class="note note-warn" role="alert">
      <p>{words.signedOut}</p>
      <a class="button" href={installPath(path.value)} target="_blank" rel="noopener">
        {words.signIn}
      </a>
    </div>
  );
}
