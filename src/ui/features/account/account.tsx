import type { Me } from '../../api/types.ts';
import { LanguageChoice } from '../../components/language-choice.tsx';
import { ScreenTitle } from '../../components/screen.tsx';
import { SignOutButton } from '../../components/sign-out-button.tsx';
import { strings } from '../../i18n/index.ts';
import { locale } from '../../i18n/language.ts';
import { isGranted, uses } from '../../lib/scopes.ts';
import { momentOf } from '../../lib/times.ts';
import { now, times } from '../../state/clock.ts';
import { CalendarFeed } from './calendar-feed.tsx';
import { DeleteAccount } from './delete-account.tsx';
import { ExportData } from './export-data.tsx';
import { Notifications } from './notifications.tsx';
import { Scopes } from './scopes.tsx';
import { Sessions } from './sessions.tsx';
import { SignOutEverywhere } from './sign-out-everywhere.tsx';

const messages = strings.account;

/** The user's profile, connection and sessions, and every way to leave. */
export function AccountScreen({ me }: { me: Me }) {
  const { user, connection } = me;
  return (
    <div class="account">
      <ScreenTitle title={messages.title} />
      <section aria-labelledby="who">
        <h2 id="who">{messages.who}</h2>
        <dl class="pairs">
          <Pair term={messages.name} value={user.display_name} />
          <Pair term={messages.email} value={user.email} />
          <Pair term={messages.zone} value={user.timezone || times.value.zone} />
          <Pair term={messages.plan} value={messages.plans[user.plan_type ?? 'unknown']} />
        </dl>
      </section>
      <section aria-labelledby="connection">
        <h2 id="connection">{messages.connection}</h2>
        <Connection connection={connection} />
        <h3>{messages.scopes}</h3>
        <Scopes granted={connection.scopes} />
      </section>
      <section aria-labelledby="language">
        <h2 id="language">{messages.language}</h2>
        <LanguageChoice />
        <p class="hint">{messages.languageHint}</p>
      </section>
      <section aria-labelledby="notifications">
        <h2 id="notifications">{strings.notifications.title}</h2>
        <Notifications userId={user.id} />
      </section>
      <section aria-labelledby="calendar">
        <h2 id="calendar">{messages.calendar.title}</h2>
        <p class="hint">{messages.calendar.hint}</p>
        <CalendarFeed />
      </section>
      <section aria-labelledby="sessions">
        <h2 id="sessions">{messages.sessions}</h2>
        <Sessions />
        <p class="hint">{messages.sessionsHint}</p>
        <div class="actions">
          <SignOutButton label={messages.signOutHere} />
          <SignOutEverywhere />
        </div>
      </section>
      <section aria-labelledby="data">
        <h2 id="data">{messages.data}</h2>
        <p class="hint">{messages.exportHint}</p>
        <ExportData />
      </section>
      <section aria-labelledby="erase">
        <h2 id="erase">{messages.erase}</h2>
        <p class="hint">{messages.eraseHint}</p>
        <DeleteAccount />
      </section>
    </div>
  );
}

function Pair({ term, value }: { term: string; value: string }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Connection({ connection }: { connection: Me['connection'] }) {
  const at = momentOf(connection.connected_at);
  const since = at ? dateOf(at) : '';
  const isBroken = connection.status === 'reconnect_required';
  const isLacking =
    connection.scopes.length > 0 && uses.some(([scope]) => !isGranted(connection.scopes, scope));
  return (
    <>
      <p>{isBroken ? messages.broken(since) : messages.connected(since)}</p>
      <p class="actions">
        <a class={isBroken || isLacking ? 'button primary' : 'button'} href={connection.reconnect_url}>
          {messages.reconnect}
        </a>
        <span class="hint">{messages.reconnectHint}</span>
      </p>
    </>
  );
}

/** An absolute date, without "today". */
function dateOf(at: Date): string {
  const day = new Intl.DateTimeFormat(locale, { timeZone: times.value.zone, dateStyle: 'long' }).format(at);
  const age = times.value.age(at, now.value);
  return age ? `${day} (${age})` : day;
}
