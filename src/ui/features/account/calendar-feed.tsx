import { useState } from 'preact/hooks';
import { api, type Failure } from '../../api/client.ts';
import { Confirmation } from '../../components/confirmation.tsx';
import { FailureNote } from '../../components/failure.tsx';
import { RequestButton } from '../../components/request-button.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { strings } from '../../i18n/index.ts';
import { copyText } from '../../lib/copy-text.ts';
import { momentOf } from '../../lib/times.ts';
import { announce } from '../../state/announce.ts';
import { now, times } from '../../state/clock.ts';
import { read } from '../../state/session.ts';
import { useQuery } from '../../state/use-query.ts';

const messages = strings.account.calendar;

/**
 * The calendar feed: create it, copy its URL, replace or revoke it. The server returns the URL only
 * once, so it is shown until the user leaves the screen.
 */
export function CalendarFeed() {
  const { value, failure, load } = useQuery(() => api.GET('/api/calendar'));
  const [url, setUrl] = useState('');
  const [busy, setBusy] = useState(false);
  const [confirming, setConfirming] = useState<'replace' | 'revoke' | null>(null);
  const [rejected, setRejected] = useState<Failure | null>(null);

  const run = async <T,>(request: Parameters<typeof read<T>>[0], done: (value: T) => void) => {
    if (busy) return;
    setBusy(true);
    const response = await read<T>(request);
    setRejected(response.ok ? null : response.failure);
    if (response.ok) {
      done(response.value);
      await load();
    }
    setBusy(false);
    setConfirming(null);
  };
  const create = () =>
    run(api.POST('/api/calendar'), (created) => {
      setUrl(created.url);
      announce(messages.created);
    });
  const revoke = () =>
    run(api.DELETE('/api/calendar'), () => {
      setUrl('');
      announce(messages.revoked);
    });

  if (failure) return <FailureNote failure={failure} onRetry={() => load()} />;
  if (!value) return <Skeleton label={messages.loading} />;
  const createdAt = momentOf(value.created_at);
  return (
    <>
      {url !== '' && <NewUrl url={url} />}
      {createdAt && url === '' && (
        <p>{messages.active(times.value.age(createdAt, now.value) ?? strings.age.justNow)}</p>
      )}
      <p class="actions">
        {value.active ? (
          <>
            <RequestButton isBlocked={busy} onClick={() => setConfirming('replace')}>
              {messages.replace}
            </RequestButton>
            <RequestButton isBlocked={busy} onClick={() => setConfirming('revoke')}>
              {messages.revoke}
            </RequestButton>
          </>
        ) : (
          <RequestButton isBusy={busy} busyLabel={messages.creating} onClick={create}>
            {messages.create}
          </RequestButton>
        )}
      </p>
      {rejected && <FailureNote failure={rejected} />}
      {confirming && (
        <Confirmation
          title={messages.confirm[confirming].title}
          action={messages.confirm[confirming][busy ? 'busy' : 'action']}
          cancel={strings.account.cancel}
          busy={busy}
          onConfirm={confirming === 'replace' ? create : revoke}
          onCancel={() => setConfirming(null)}
        >
          <p>{messages.confirm[confirming].body}</p>
        </Confirmation>
      )}
    </>
  );
}

function NewUrl({ url }: { url: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    const isCopied = await copyText(url);
    setCopied(isCopied);
    announce(isCopied ? messages.copied : messages.copyByHand);
  };
  return (
    <div class="note">
      <label for="calendar-url">{messages.url}</label>
      <input
        id="calendar-url"
        class="mono"
        readOnly
        value={url}
        aria-describedby="calendar-once"
        onFocus={(event) => event.currentTarget.select()}
      />
      <p class="hint" id="calendar-once">
        {messages.once}
      </p>
      <p class="actions">
        <button type="button" onClick={copy}>
          {messages.copy}
        </button>
        {copied && <span class="done">{messages.copied}</span>}
      </p>
    </div>
  );
}
