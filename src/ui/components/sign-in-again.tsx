import { strings } from '../i18n/index.ts';
import { path } from '../state/navigation.ts';
import { signInPath } from '../state/route.ts';

const messages = strings.failure;

/** Signs in again in a new tab, so that unsaved input on this page is kept. */
export function SignInAgain({ onRetry }: { onRetry?: (() => void) | undefined }) {
  return (
    <div class="note note-warn" role="alert">
      <p>{messages.signedOut}</p>
      <a class="button" href={signInPath(path.value)} target="_blank" rel="noopener">
        {messages.signIn}
      </a>
      {onRetry && (
        <button type="button" onClick={onRetry}>
          {messages.retry}
        </button>
      )}
    </div>
  );
}
