import { signal } from '@preact/signals';
import { announcement } from './announce.ts';
import type { Me } from './api.ts';
import { route } from './navigation.ts';
import { FailureNote } from './parts/failure.tsx';
import { Footer } from './parts/footer.tsx';
import { Header } from './parts/header.tsx';
import { Link } from './parts/link.tsx';
import { ReconnectBanner } from './parts/reconnect.tsx';
import { ScreenTitle } from './parts/screen.tsx';
import { ListScreen } from './screens/list.tsx';
import { MeetingScreen } from './screens/meeting.tsx';
import { SignedOutScreen } from './screens/signed-out.tsx';
import { loadSession, session } from './session.ts';
import { strings } from './strings.ts';

const online = signal(navigator.onLine);
addEventListener('online', () => {
  online.value = true;
});
addEventListener('offline', () => {
  online.value = false;
});

/** The whole app: who is there decides between the screens. */
export function App() {
  return (
    <>
      <LiveRegion />
      {!online.value && (
        <p class="strip" role="alert">
          {strings.offline}
        </p>
      )}
      <Shell />
    </>
  );
}

function Shell() {
  const current = session.value;
  if (current.state === 'signed in') return <SignedIn me={current.me} />;
  if (current.state === 'signed out') return <SignedOutScreen ended={current.ended} />;
  return (
    <main class="wait" aria-busy={current.state === 'loading'}>
      {current.state === 'loading' ? (
        <p role="status">{strings.opening}</p>
      ) : (
        <FailureNote failure={current.failure} onRetry={loadSession} />
      )}
    </main>
  );
}

function SignedIn({ me }: { me: Me }) {
  return (
    <>
      <a class="skip" href="#content">
        {strings.skip}
      </a>
      <Header me={me} />
      {me.connection.status === 'reconnect_required' && <ReconnectBanner url={me.connection.reconnect_url} />}
      <main id="content" tabIndex={-1}>
        <Screen />
      </main>
      <Footer signedIn />
    </>
  );
}

function Screen() {
  const shown = route.value;
  if (shown.screen === 'list') {
    return <ListScreen key={`${shown.kind} ${shown.type}`} kind={shown.kind} type={shown.type} />;
  }
  if (shown.screen === 'meeting') {
    return <MeetingScreen key={`${shown.kind} ${shown.id}`} kind={shown.kind} id={shown.id} />;
  }
  return (
    <div class="narrow">
      <ScreenTitle title={strings.notThere} />
      <p>
        <Link to="/">{strings.toList}</Link>
      </p>
    </div>
  );
}

/** One region for the whole life of the page: a region that comes with its text is not read out. */
function LiveRegion() {
  const { text, count } = announcement.value;
  return (
    <div class="unseen" role="status">
      <span key={count}>{text}</span>
    </div>
  );
}
