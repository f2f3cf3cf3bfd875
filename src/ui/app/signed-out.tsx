import { LanguageChoice } from '../components/language-choice.tsx';
import { Logo } from '../components/logo.tsx';
import { ScreenTitle } from '../components/screen.tsx';
import { strings } from '../i18n/index.ts';
import { path } from '../state/navigation.ts';
import { installPath } from '../state/route.ts';
import type { Ending } from '../state/session.ts';
import { Footer } from './footer.tsx';

const words = strings.signedOut;

/** What the product is, and the one way in. */
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
          <ScreenTitle title={words.title} />
          {because === 'ended' && (
            <p class="note note-warn" role="alert">
              {words.ended}
            </p>
          )}
          {because === 'erased' && (
            <p class="note" role="alert">
              {words.erased}
            </p>
          )}
          {because === 'somebody else' && (
            <div class="note note-warn" role="alert">
              <p>{words.otherUser}</p>
              <a class="button" href="/">
                {words.goOnAsThem}
              </a>
            </div>
          )}
          <p class="lead">{words.lead}</p>
          <p>
            <a class="button primary large" href={installPath(path.value)}>
              {words.add}
            </a>
          </p>
          <p class="small muted">{words.consent}</p>
        </div>
        <Sample />
      </main>
      <Footer />
    </>
  );
}

/** A picture of the list, made of words; it tells a screen reader nothing that the text does not. */
function Sample() {
  return (
    <div class="sample" aria-hidden="true">
      <p class="day">{words.sampleTitle}</p>
      <ul class="rows">
        {words.samples.map(({ time, topic, to, state }) => (
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
