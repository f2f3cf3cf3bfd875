import { useEffect, useState } from 'preact/hooks';
import { Logo } from '../../components/logo.tsx';
import { ScreenTitle } from '../../components/screen.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { strings } from '../../i18n/index.ts';
import { installPath, meetingPath } from '../../state/route.ts';
import { session } from '../../state/session.ts';
import { appContextOf } from './app-context.ts';
import { OpenInBrowser } from './open-in-browser.tsx';
import { PanelMeeting } from './panel-meeting.tsx';
import type { ZoomClient } from './zoom-client.ts';

const messages = strings.panel;
const context = appContextOf(document);

/** The page inside Zoom's client: the current meeting, if Zoom reports one. */
export function PanelScreen() {
  const zoom = useZoom();
  const current = session.value;
  return (
    <>
      <header class="masthead">
        <span class="brand">
          <Logo />
          {strings.product}
        </span>
      </header>
      <main class="panel" id="content" tabIndex={-1}>
        {zoom === undefined || current.state === 'loading' ? (
          <Skeleton label={messages.opening} />
        ) : (
          <Content zoom={zoom} isSignedIn={current.state === 'signed in'} />
        )}
      </main>
    </>
  );
}

function Content({ zoom, isSignedIn }: { zoom: ZoomClient | null; isSignedIn: boolean }) {
  const meeting = zoom?.meeting;
  const path = meeting ? meetingPath(meeting.kind, meeting.id) : '/';
  if (!zoom) return <Notice title={messages.elsewhere} body={messages.elsewhereBody} zoom={null} path="/" />;
  if (!isSignedIn) {
    return <Notice title={messages.signedOut} body={messages.signedOutBody} zoom={zoom} path={path} />;
  }
  if (needsReconnect()) {
    return (
      <Notice
        title={strings.reconnect.title}
        body={strings.reconnect.body}
        label={strings.reconnect.action}
        zoom={zoom}
        path={installPath(path)}
      />
    );
  }
  if (!meeting)
    return <Notice title={messages.noMeeting} body={messages.noMeetingBody} zoom={zoom} path={path} />;
  return (
    <>
      {context.isOtherUser && (
        <p class="note note-warn" role="alert">
          {messages.otherUser}
        </p>
      )}
      <PanelMeeting key={meeting.id} {...meeting} />
      <OpenInBrowser zoom={zoom} path={path} label={messages.openMeeting} />
    </>
  );
}

/** Users can't authorize inside Zoom's client: that continues in the browser. */
function needsReconnect(): boolean {
  const current = session.value;
  return current.state === 'signed in' && current.me.connection.status === 'reconnect_required';
}

type NoticeProps = { title: string; body: string; zoom: ZoomClient | null; path: string; label?: string };

function Notice({ title, body, zoom, path, label = messages.open }: NoticeProps) {
  return (
    <div class="narrow">
      <ScreenTitle title={title} />
      <p>{body}</p>
      <OpenInBrowser zoom={zoom} path={path} label={label} />
    </div>
  );
}

/** Zoom's client around this page; undefined while connecting, null outside Zoom. */
function useZoom(): ZoomClient | null | undefined {
  const [zoom, setZoom] = useState<ZoomClient | null | undefined>(undefined);
  useEffect(() => {
    import('./zoom-client.ts').then(
      async ({ connectZoom }) => setZoom(await connectZoom()),
      () => setZoom(null),
    );
  }, []);
  return zoom;
}
