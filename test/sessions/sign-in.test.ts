import { test } from 'tap';
import { seededUsers } from '../../tools/zoom-simulator/simulator.ts';
import { startApp } from '../helpers/app.ts';
import { isSignedIn } from '../helpers/install.ts';
import { changeRows } from '../helpers/zoom-host.ts';

const { events } = seededUsers;
const NAME = 'uplink-session';

test('a session', async (t) => {
  const app = await startApp(t);

  t.test('has a new id after each sign-in, and the old id is invalid', async (t) => {
    const client = await app.signIn(events.id);
    const first = client.cookies.get(NAME) ?? '';
    t.ok(await isSignedIn(client));
    await client.signIn(events.id);
    t.not(client.cookies.get(NAME), first);
    t.ok(await isSignedIn(client));
    const old = app.client();
    old.cookies.set(NAME, first);
    t.notOk(await isSignedIn(old));
  });

  t.test('never uses an id that was planted in the browser (session fixation)', async (t) => {
    const planted = 'A'.repeat(43);
    const victim = app.client();
    victim.cookies.set(NAME, planted);
    await victim.signIn(events.id);
    t.not(victim.cookies.get(NAME), planted);
    const attacker = app.client();
    attacker.cookies.set(NAME, planted);
    t.notOk(await isSignedIn(attacker));
  });

  t.test('is stored only as a hash, which cannot be used to sign in', async (t) => {
    const client = await app.signIn(events.id);
    const id = client.cookies.get(NAME) ?? '';
    const { rows } = await app.database.pool.query<{ row: string; hash: Buffer }>(
      'select to_jsonb(session)::text as row, id_hash as hash from session',
    );
    const forms = [id, Buffer.from(id).toString('hex'), Buffer.from(id, 'base64url').toString('hex')];
    for (const form of forms) t.notOk(rows.some(({ row }) => row.includes(form)));
    for (const { hash } of rows) {
      const thief = app.client();
      for (const encoding of ['hex', 'base64', 'base64url'] as const) {
        thief.cookies.set(NAME, hash.toString(encoding));
        t.notOk(await isSignedIn(thief));
      }
    }
  });

  t.test('is required below /api, and similar values are rejected', async (t) => {
    const client = await app.signIn(events.id);
    const id = client.cookies.get(NAME) ?? '';
    const flipped = id.slice(0, -1) + (id.endsWith('A') ? 'B' : 'A');
    const others = [
      '',
      'x',
      flipped,
      `${id}x`,
      id.slice(0, -1),
      id.toLowerCase(),
      `"${id}`,
      "' or 1=1 --",
      '%00',
    ];
    for (const value of [...others, 'A'.repeat(4_000), '__proto__']) {
      const response = await app.client().get('/api/me', { cookie: `${NAME}=${value}` });
      t.match([response.status, response.json.code], [401, 'not_signed_in']);
    }
    t.equal((await app.client().get('/api/me', { authorization: `Bearer ${id}` })).status, 401);
    t.equal((await app.client().get(`/api/me?${NAME}=${id}`)).status, 401);
  });

  t.test('ends when its installation is deleted', async (t) => {
    const client = await app.signIn(events.id);
    t.ok(await isSignedIn(client));
    await changeRows(app, events.id, 'delete from installation where user_id = $1');
    t.notOk(await isSignedIn(client));
  });
});
