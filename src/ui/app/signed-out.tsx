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
          {because === 'ended' && (
            <p class="note note-warn" role="alert">
              {messages.ended}
            </p>
          )}
          {because === 'erased' && (
            <p class="note" role="alert">
              {messages.erased}
            </p>
          )}
          {because === 'other user' && (
            <div class="note note-warn" role="alert">
              <p>{messages.otherUser}</p>
              <a class="button" href="/">
                {messages.continueAsUser}
              </a>
            </div>
          )}
          <p class="lead">{messages.lead}</p>
          <p class="actions">
            <a
              class={because === 'ended' ? 'button large' : 'button primary large'}
              href={installPath(path.value)}
            >
              {messages.add}
            </a>
            <a
              class={because === 'ended' ? 'button primary large' : 'button large'}
              href={signInPath(path.value)}
            >
              {messages.signIn}
            </a>
          </p>
          <p class="small muted">{messages.consent}</p>
        </div>
        <Sample />
        <Comparison />
      </main>
      <Footer />
    </>
  );
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
 * An illustration of the meeting list, made of text; hidden from screen readers, because the page's
 * text covers it.
 */
function Sample() {
  return (
    <div class="sample" aria-hidden="true">
      <p class="day">{messages.sampleTitle}</p>
      <ul class="rows">
        {messages.samples.map(({ time, topic, to, state }) => (
          <li key={topic} class="row">
            <span class="when">{time}</span>
            <span class="what">{topic}</span>
            <span class={state === 'none' ? 'where none' : 'where'}>{to}</span>
            <span class={`lamp lamp-${state}`}>
              {state === 'live' ? strings.list.live : strings.list.idle}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
