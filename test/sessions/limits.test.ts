import { test } from 'tap';
import { seededUsers } from '../../tools/zoom-simulator/simulator.ts';
import { type RunningApp, startApp } from '../helpers/app.ts';
import { eventually } from '../helpers/eventually.ts';
import { isSignedIn } from '../helpers/install.ts';

const { events } = seededUsers;

/** Makes every session older or idle for longer. */
async function age(
  { database }: RunningApp,
  column: 'created_at' | 'last_seen_at',
  interval: string,
): Promise<void> {
  await database.pool.query(`update session set ${column} = now() - $1::interval`, [interval]);
}

test('a session ends', async (t) => {
  const app = await startApp(t);
  t.beforeEach(() => app.database.pool.query('truncate installation cascade'));

  t.test('after twelve hours without use, not before', async (t) => {
    const client = await app.signIn(events.id);
    await age(app, 'last_seen_at', '11 hours 59 minutes');
    t.ok(await isSignedIn(client));
    const unused = await app.signIn(events.id);
    await age(app, 'last_seen_at', '12 hours 1 second');
    t.notOk(await isSignedIn(unused));
  });

  t.test('seven days after it started, even if it is used', async (t) => {
    const client = await app.signIn(events.id);
    await age(app, 'created_at', '6 days 23 hours 59 minutes');
    t.ok(await isSignedIn(client));
    const old = await app.signIn(events.id);
    await age(app, 'created_at', '7 days 1 second');
    t.notOk(await isSignedIn(old));
  });

  t.test('in memory too: a cached session is not used after it has expired', async (t) => {
    const client = await app.signIn(events.id);
    await age(app, 'created_at', '6 days 23 hours 59 minutes 50 seconds');
    t.ok(await isSignedIn(client), 'it is valid for ten more seconds');
    t.ok(await eventually(async () => !(await isSignedIn(client)), { withinMs: 30_000, everyMs: 100 }));
  });

  t.test('later if it is used: the time of last use is stored', async (t) => {
    const client = await app.signIn(events.id);
    await age(app, 'last_seen_at', '11 hours');
    t.ok(await isSignedIn(client));
    const isRecorded = async () => {
      const { rows } = await app.database.pool.query(
        `select from session where last_seen_at > now() - interval '1 minute'`,
      );
      return rows.length === 1;
    };
    t.ok(await eventually(isRecorded));
  });

  t.test('permanently: an expired session is deleted at the next sign-in', async (t) => {
    await app.signIn(events.id);
    await age(app, 'last_seen_at', '13 hours');
    await app.signIn(events.id);
    await age(app, 'created_at', '8 days');
    await app.signIn(events.id);
    const { rows } = await app.database.pool.query('select from session');
    t.equal(rows.length, 1);
  });

  t.test('at the limits that the operator configured', async (t) => {
    const strict = await startApp(t, {
      sharedWith: app,
      env: { SESSION_IDLE_HOURS: '0.5', SESSION_MAX_DAYS: '1' },
    });
    const client = strict.client();
    for (const [name, value] of (await app.signIn(events.id)).cookies) client.cookies.set(name, value);
    await age(app, 'last_seen_at', '31 minutes');
    t.notOk(await isSignedIn(client));
    await age(app, 'last_seen_at', '1 minute');
    await age(app, 'created_at', '25 hours');
    t.notOk(await isSignedIn(client));
    await age(app, 'created_at', '23 hours');
    t.ok(await isSignedIn(client));
  });
});
