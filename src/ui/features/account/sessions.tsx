import { useState } from 'preact/hooks';
import { api, type Failure, isProblem } from '../../api/client.ts';
import type { BrowserSession } from '../../api/types.ts';
import { Confirmation } from '../../components/confirmation.tsx';
import { FailureNote } from '../../components/failure.tsx';
import { Refresh } from '../../components/refresh.tsx';
import { SelfRemovingButton } from '../../components/self-removing-button.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { strings } from '../../i18n/index.ts';
import { momentOf } from '../../lib/times.ts';
import { now, times } from '../../state/clock.ts';
import { useKeptCurrent } from '../../state/keep-current.ts';
import { read } from '../../state/session.ts';
import { showToast } from '../../state/toasts.ts';
import { useQuery } from '../../state/use-query.ts';

const messages = strings.account.sessionList;
const LIST_ID = 'session-list';

/**
 * The user's active sessions: device, which one is current, when each began and when it was last
 * used. Every other one can be ended.
 */
export function Sessions() {
  const { value, failure, load, refresh } = useQuery(() => api.GET('/api/sessions'));
  const [ending, setEnding] = useState<BrowserSession | null>(null);
  useKeptCurrent(refresh);
  if (failure) return <FailureNote failure={failure} onRetry={() => load()} />;
  if (!value) return <Skeleton label={messages.loading} />;
  return (
    <>
      <ul class="sessions" id={LIST_ID} tabIndex={-1} aria-labelledby="sessions">
        {value.sessions.map((session) => (
          <Session key={session.id} session={session} onEnd={() => setEnding(session)} />
        ))}
      </ul>
      <p>
        <Refresh onRefresh={refresh} />
      </p>
      {ending && (
        <EndSession
          session={ending}
          onEnded={async () => {
            setEnding(null);
            showToast({ text: messages.ended(messages.device(ending)) });
            await load();
          }}
          onCancel={() => setEnding(null)}
        />
      )}
    </>
  );
}

function Session({ session, onEnd }: { session: BrowserSession; onEnd: () => void }) {
  const device = messages.device(session);
  const began = sayWhen(session.created_at);
  return (
    <li>
      <span>
        <b>{device}</b>
        {session.current && <span class="current">{messages.thisBrowser}</span>}
        <span class="small muted">{messages.facts(began, sayWhen(session.last_used_at))}</span>
      </span>
      {!session.current && (
        <SelfRemovingButton
          fallbackTarget={LIST_ID}
          aria-label={messages.endLabel(device, began)}
          onClick={onEnd}
        >
          {messages.end}
        </SelfRemovingButton>
      )}
    </li>
  );
}

type EndSessionProps = { session: BrowserSession; onEnded: () => void; onCancel: () => void };

/** Requires confirmation, because the other device may have unsaved input. */
function EndSession({ session, onEnded, onCancel }: EndSessionProps) {
  const [busy, setBusy] = useState(false);
  const [rejected, setRejected] = useState<Failure | null>(null);
  const end = async () => {
    setBusy(true);
    setRejected(null);
    const path = { id: session.id };
    const response = await read(api.DELETE('/api/sessions/{id}', { params: { path } }));
    setBusy(false);
    if (response.ok || isProblem(response.failure, 'not_found')) onEnded();
    else setRejected(response.failure);
  };
  return (
    <Confirmation
      title={messages.endTitle(messages.device(session))}
      action={busy ? strings.header.signingOut : messages.end}
      cancel={strings.account.cancel}
      busy={busy}
      onConfirm={end}
      onCancel={onCancel}
    >
      <p>{messages.endBody}</p>
      {rejected && <FailureNote failure={rejected} />}
    </Confirmation>
  );
}

function sayWhen(moment: string): string {
  const at = momentOf(moment);
  return at ? (times.value.age(at, now.value) ?? strings.age.justNow) : '';
}
