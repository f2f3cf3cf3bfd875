import type { Me } from '../../api/types.ts';
import { LanguageChoice } from '../../components/language-choice.tsx';
import { ScreenTitle } from '../../components/screen.tsx';
import { SignOutButton } from '../../components/sign-out-button.tsx';
import { strings } from '../../i18n/index.ts';
import { locale } from '../../i18n/language.ts';
import { isGranted, uses } from '../../lib/scopes.ts';
import { momentOf } from '../../lib/times.ts';
import { now, times } from '../../state/clock.ts';
import { EraseMe } from './delete-account.tsx';
import { ExportData } from './export-data.tsx';
import { Scopes } from './scopes.tsx';
import { Sessions } from './sessions.tsx';
import { SignOutEverywhere } from './sign-out-everywhere.tsx';

const words = strings.account;

/** Who is here, how Zoom is connected, and every way to leave. */
export function AccountScreen({ me }: { me: Me }) {
  const { user, connection } = me;
  return (
    <div class="account">
      <ScreenTitle title={words.title} />
      <section aria-labelledby="who">
        <h2 id="who">{words.who}</h2>
        <dl class="pairs">
          <Pair term={words.name} value={user.display_name} />
          <Pair term={words.email} value={user.email} />
          <Pair term={words.zone} value={user.timezone || times.value.zone} />
          <Pair term={words.plan} value={words.plans[user.plan_type ?? 'unknown']} />
        </dl>
      </section>
      <section aria-labelledby="connection">
        <h2 id="connection">{words.connection}</h2>
        <Connection connection={connection} />
        <h3>{words.scopes}</h3>
        <Scopes granted={connection.scopes} />
      </section>
      <section aria-labelledby="language">
        <h2 id="language">{words.language}</h2>
        <LanguageChoice />
        <p class="hint">{words.languageHint}</p>
      </section>
      <section aria-labelledby="sessions">
        <h2 id="sessions">{words.sessions}</h2>
        <Sessions />
        <p class="hint">{words.sessionsHint}</p>
        <div class="actions">
          <SignOutButton label={words.signOutHere} />
          <SignOutEverywhere />
        </div>
      </section>
      <section aria-labelledby="data">
        <h2 id="data">{words.data}</h2>
        <p class="hint">{words.exportHint}</p>
        <ExportData />
      </section>
      <section aria-labelledby="erase">
        <h2 id="erase">{words.erase}</h2>
        <p class="hint">{words.eraseHint}</p>
        <EraseMe />
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
      <p>{isBroken ? words.broken(since) : words.connected(since)}</p>
      <p class="actions">
        <a class={isBroken || isLacking ? 'button primary' : 'button'} href={connection.reconnect_url}>
          {words.reconnect}
        </a>
        <span class="hint">{words.reconnectHint}</span>
      </p>
    </>
  );
}

/** A date that stays the same sentence tomorrow: no "today". */
function dateOf(at: Date): string {
  const day = new Intl.DateTimeFormat(locale, { timeZone: times.value.zone, dateStyle: 'long' }).format(at);
  const age = times.value.age(at, now.value);
  return age ? `${day} (${age})` : day;
}
