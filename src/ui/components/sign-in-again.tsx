import { strings } from '../i18n/index.ts';
import { path } from '../state/navigation.ts';
import { installPath } from '../state/route.ts';

const words = strings.failure;

/** The way back in for whose session has ended: in a new tab, so that what was typed here is not lost. */
export function SignInAgain({ onRetry }: { onRetry?: (() => void) | undefined }) {
  return (
    <div class="note note-warn" role="alert">
      <p>{words.signedOut}</p>
      <a class="button" href={installPath(path.value)} target="_blank" rel="noopener">
        {words.signIn}
      </a>
      {onRetry && (
        <button type="button" onClick={onRetry}>
          {words.retry}
        </button>
      )}
    </div>
  );
}
