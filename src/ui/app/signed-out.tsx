import { LanguageChoice } from '../components/language-choice.tsx';
import { Logo } from '../components/logo.tsx';
import { ScreenTitle } from '../components/screen.tsx';
import { strings } from '../i18n/index.ts';
import { path } from '../state/navigation.ts';
import { installPath, signInPath } from '../state/route.ts';
import type { Ending } from '../state/session.ts';
import { Footer } from './footer.tsx';

const messages = strings.signedOut;

/** Introduces the product, and offers to add it to Zoom. */
export function SignedOutScreen({ because }: { because: Ending | undefined }) {
  const isReturning = because === 'signed out' || because === 'ended';
  return (
    <>
      <header class="masthead">
        <span class="brand">
          <Logo />
          {strings.productLong}
        </span>
        <LanguageChoice />
      </header>
      <main class="welcome">
        <div>
          <ScreenTitle title={messages.title} />
          <Reason because={because} />
          <p class="lead">{messages.lead}</p>
          <p class="actions">
            <a class={isReturning ? 'button large' : 'button primary large'} href={installPath(path.value)}>
              {messages.add}
            </a>
            <a class={isReturning ? 'button primary large' : 'button large'} href={signInPath(path.value)}>
              {messages.signIn}
            </a>
          </p>
          <p class="small muted">{messages.consent}</p>
        </div>
        <Picture />
        <Comparison />
      </main>
      <Footer />
    </>
  );
}

/** Why the user's data is no longer shown. */
function Reason({ because }: { because: Ending | undefined }) {
  // No alert: the button that signs out announces it.
  if (because === 'signed out') return <p class="note">{messages.done}</p>;
  if (because === 'ended')
    return (
      <p class="note note-warn" role="alert">
        {messages.ended}
      </p>
    );
  if (because === 'erased')
    return (
      <p class="note" role="alert">
        {messages.erased}
      </p>
    );
  if (because === 'other user')
    return (
      <div class="note note-warn" role="alert">
        <p>{messages.otherUser}</p>
        <a class="button" href="/">
          {messages.continueAsUser}
        </a>
      </div>
    );
  return null;
}

/** What the product does better than Zoom's web portal. */
function Comparison() {
  return (
    <table class="comparison">
      <thead>
        <tr>
          <th scope="col">{messages.inPortal}</th>
          <th scope="col">{messages.inUplink}</th>
        </tr>
      </thead>
      <tbody>
        {messages.comparison.map(({ portal, uplink }) => (
          <tr key={uplink}>
            <td>{portal}</td>
            <td>{uplink}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/**
 * A meeting's page with simulated data, taken by `npm run screenshots`. The size reserves its space
 * before it is loaded.
 */
function Picture() {
  return (
    <picture class="picture">
      <source srcSet="/meeting-dark.png" media="(prefers-color-scheme: dark)" />
      <img src="/meeting-light.png" width={800} height={640} alt={messages.picture} />
    </picture>
  );
}
