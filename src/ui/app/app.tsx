import { signal } from '@preact/signals';
import type { Kind, Me } from '../api/types.ts';
import { FailureNote } from '../components/failure.tsx';
import { Link } from '../components/link.tsx';
import { ReconnectBanner } from '../components/reconnect.tsx';
import { ScreenTitle } from '../components/screen.tsx';
import { Toasts } from '../components/toasts.tsx';
import { ListScreen } from '../features/meetings/list.tsx';
import { strings } from '../i18n/index.ts';
import { announcement } from '../state/announce.ts';
import { route } from '../state/navigation.ts';
import { loadSession, session } from '../state/session.ts';
import { streamStatus } from '../state/user-events.ts';
import { Footer } from './footer.tsx';
import { Header } from './header.tsx';
import { lazy } from './lazy.tsx';
import { SignedOutScreen } from './signed-out.tsx';

const MeetingScreen = lazy<{ kind: Kind; id: string }>(
  async () => (await import('../features/meeting/meeting.tsx')).MeetingScreen,
);
const DestinationsScreen = lazy(
  async () => (await import('../features/destinations/destinations.tsx')).DestinationsScreen,
);
const BulkScreen = lazy(async () => (await import('../features/bulk/bulk.tsx')).BulkScreen);
const BulkRunScreen = lazy<{ id: string }>(
  async () => (await import('../features/bulk/bulk-run.tsx')).BulkRunScreen,
);
const AccountScreen = lazy<{ me: Me }>(
  async () => (await import('../features/account/account.tsx')).AccountScreen,
);
const PanelScreen = lazy(async () => (await import('../features/panel/panel.tsx')).PanelScreen);

const online = signal(navigator.onLine);
addEventListener('online', () => {
  online.value = true;
});
addEventListener('offline', () => {
  online.value = false;
});

/** The whole app. The session and the route decide which screen is shown. */
export function App() {
  return (
    <>
      <LiveRegion />
      {!online.value && (
        <p class="strip" role="alert">
          {strings.offline}
        </p>
      )}
      {online.value && streamStatus.value !== 'current' && (
        <p class="strip" role="status">
          {strings.updates[streamStatus.value]}
        </p>
      )}
      <Shell />
    </>
  );
}

function Shell() {
  const current = session.value;
  if (route.value.screen === 'panel' && current.state !== 'failed') {
    return (
      <>
        <PanelScreen />
        <Toasts />
      </>
    );
  }
  if (current.state === 'signed in') return <SignedIn me={current.me} />;
  if (current.state === 'signed out') {
    return <SignedOutScreen because={current.because} />;
  }
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
        <Screen me={me} />
      </main>
      <Toasts />
      <Footer />
    </>
  );
}

function Screen({ me }: { me: Me }) {
  const shown = route.value;
  if (shown.screen === 'list') {
    return <ListScreen key={`${shown.kind} ${shown.type}`} kind={shown.kind} type={shown.type} />;
  }
  if (shown.screen === 'meeting') {
    return <MeetingScreen key={`${shown.kind} ${shown.id}`} kind={shown.kind} id={shown.id} />;
  }
  if (shown.screen === 'destinations') return <DestinationsScreen />;
  if (shown.screen === 'bulk' && shown.id) return <BulkRunScreen key={shown.id} id={shown.id} />;
  if (shown.screen === 'bulk') return <BulkScreen />;
  if (shown.screen === 'account') return <AccountScreen me={me} />;
  return (
    <div class="narrow">
      <ScreenTitle title={strings.notThere} />
      <p>
        <Link to="/">{strings.toList}</Link>
      </p>
    </div>
  );
}

/**
 * One live region for the lifetime of the page: screen readers ignore a region that is inserted
 * together with its text.
 */
function LiveRegion() {
  const { text, count } = announcement.value;
  return (
    <div class="unseen" role="status">
      <span key={count}>{text}</span>
    </div>
  );
}
