import { api } from '../../api/client.ts';
import { FailureNote } from '../../components/failure.tsx';
import { Refresh } from '../../components/refresh.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { strings } from '../../i18n/index.ts';
import { momentOf } from '../../lib/times.ts';
import { now, times } from '../../state/clock.ts';
import { useKeptCurrent } from '../../state/keep-current.ts';
import { useQuery } from '../../state/use-query.ts';

const messages = strings.account;

/** The user's active sessions: which one is current, when each began and when it was last used. */
export function Sessions() {
  const { value, failure, load, refresh } = useQuery(() => api.GET('/api/me/sessions'));
  useKeptCurrent(refresh);
  if (failure) return <FailureNote failure={failure} onRetry={() => load()} />;
  if (!value) return <Skeleton label={messages.sessionsLoading} />;
  return (
    <>
      <ul class="scopes">
        {value.sessions.map(({ current, created_at, last_seen_at }) => (
          <li key={`${created_at} ${last_seen_at}`}>
            <b>{current ? messages.thisBrowser : messages.otherBrowser}</b>{' '}
            <span class="small muted">{messages.session(sayWhen(created_at), sayWhen(last_seen_at))}</span>
          </li>
        ))}
      </ul>
      <p>
        <Refresh onRefresh={refresh} />
      </p>
    </>
  );
}

function sayWhen(moment: string): string {
  const at = momentOf(moment);
  return at ? (times.value.age(at, now.value) ?? strings.age.justNow) : '';
}
