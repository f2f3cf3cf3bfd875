import t, { type Test } from 'tap';
import { CLIENT, type RunningApp, startApp } from '../helpers/app.ts';
import { connectedAt, countUserRows, isErased, jobsDone, NO_ROWS, revocations } from '../helpers/erasure.ts';
import { addHosted, COLLEAGUE, HOST, STRANGER, waitUntil } from '../helpers/zoom-host.ts';

async function start(t: Test) {
  const uplink = await startApp(t);
  uplink.simulator.configure({ webhookUrl: `${uplink.url}/webhooks/zoom` });
  const host = await uplink.signIn(HOST);
  const colleague = await uplink.signIn(COLLEAGUE);
  for (const client of [host, colleague]) await client.get('/api/meetings');
  await host.get(addHosted(uplink.simulator).path);
  return { uplink, host, colleague };
}

/**
 * A deauthorization as Zoom sends it, with these overrides; `undefined` omits a member.
 */
function send({ simulator }: RunningApp, change: Record<string, unknown> = {}) {
  const time = new Date().toISOString();
  const payload = {
    account_id: simulator.state.users.get(HOST)?.accountId,
    user_id: HOST,
    signature: 'f'.repeat(64),
    deauthorization_time: time,
    client_id: CLIENT.clientId,
    event_ts: time.slice(0, 19).replace('T', ' '),
    ...change,
  };
  return simulator.sendEvent('app_deauthorized', payload, { eventTs: null });
}

const SHAPES: [name: string, change: Record<string, unknown>][] = [
  ['with event_ts in words', {}],
  ['with event_ts as a number', { event_ts: Date.now() + 60_000 }],
  ['the older one, with user_data_retention', { event_ts: undefined, user_data_retention: 'false' }],
  ['with no time at all', { event_ts: undefined, deauthorization_time: undefined }],
  ['from an account that the user was not in', { account_id: 'SimProAccount_00000002' }],
  ['without an account', { account_id: undefined }],
];

for (const [name, change] of SHAPES) {
  t.test(`a deauthorization ${name} erases that user and no other`, async (t) => {
    const { uplink, host, colleague } = await start(t);
    const theirs = await countUserRows(uplink, COLLEAGUE);
    const held = Object.keys(await countUserRows(uplink, HOST)).sort();
    t.strictSame(held, ['installation', 'listing_page', 'livestream', 'session', 'token', 'user_event']);
    t.equal((await send(uplink, change)).status, 200);
    await waitUntil(() => isErased(uplink, HOST));
    t.equal((await host.get('/api/me')).status, 401);
    t.equal((await colleague.get('/api/me')).status, 200);
    t.strictSame(await countUserRows(uplink, COLLEAGUE), theirs);
    t.strictSame(revocations(uplink), [], 'no grant is left to revoke');
  });
}

t.test('removing the app at Zoom erases the user', async (t) => {
  const { uplink, host } = await start(t);
  t.match(await uplink.simulator.deauthorize(HOST), { status: 200 });
  await waitUntil(() => isErased(uplink, HOST));
  t.equal((await host.get('/api/me')).status, 401);
});

t.test('a user who was moved to another account is stored in that one, and erased from there', async (t) => {
  const { uplink, host } = await start(t);
  const { simulator, database } = uplink;
  const user = simulator.state.users.get(HOST);
  if (user) user.accountId = 'AccountAfterTheMerger_1';
  await simulator.sendEvent('user.updated', { account_id: 'AccountAfterTheMerger_1', object: { id: HOST } });
  await waitUntil(async () => {
    const { rows } = await database.pool.query('select account_id from installation where user_id = $1', [
      HOST,
    ]);
    return rows[0].account_id === 'AccountAfterTheMerger_1';
  });
  t.equal((await host.get('/api/me')).status, 200);
  t.equal((await send(uplink)).status, 200);
  await waitUntil(() => isErased(uplink, HOST));
  t.equal((await host.get('/api/me')).status, 401);
});

const ABOUT_OTHERS: [name: string, change: Record<string, unknown>][] = [
  ['of another app', { client_id: 'another-client-id' }],
  ['of no app', { client_id: undefined }],
  ['whose client_id is a list', { client_id: [CLIENT.clientId] }],
  ['without a user', { user_id: undefined }],
  ['of a user who never added the app', { user_id: STRANGER }],
  ['whose user_id is a number', { user_id: 7 }],
];

t.test('a signed deauthorization about others is accepted and erases no one', async (t) => {
  const { uplink, host } = await start(t);
  const before = await countUserRows(uplink, HOST);
  for (const [name, change] of ABOUT_OTHERS) {
    t.equal((await send(uplink, change)).status, 200, name);
    await jobsDone(uplink);
    t.strictSame(await countUserRows(uplink, HOST), before, name);
  }
  t.equal((await host.get('/api/me')).status, 200);
});

const OLDER_BY: [ms: number, erases: boolean][] = [
  [-1_000, true],
  [0, true],
  [4_000, true],
  [4_999, true],
  [5_000, false],
  [5_001, false],
  [3_600_000, false],
];

for (const [ms, erases] of OLDER_BY) {
  const effect = erases ? 'erases it' : 'deletes nothing';
  t.test(`a deauthorization that is ${ms} ms older than the installation ${effect}`, async (t) => {
    const { uplink } = await start(t);
    const before = await countUserRows(uplink, HOST);
    const time = (await connectedAt(uplink, HOST)) - ms;
    t.equal((await send(uplink, { deauthorization_time: new Date(time).toISOString() })).status, 200);
    await jobsDone(uplink);
    t.strictSame(await countUserRows(uplink, HOST), erases ? NO_ROWS : before);
  });
}

t.test('a replayed deauthorization does not erase a user who has added the app again', async (t) => {
  const { uplink, host } = await start(t);
  const delivery = await send(uplink);
  await waitUntil(() => isErased(uplink, HOST));
  await host.signIn(HOST);
  const before = await countUserRows(uplink, HOST);
  const again = await uplink.simulator.sendEvent('app_deauthorized', {}, { body: delivery.body });
  t.equal(again.status, 200);
  await jobsDone(uplink);
  t.strictSame(await countUserRows(uplink, HOST), before);
});

t.test(
  'an event about an erased user is accepted, has no effect, and is stored without its body',
  async (t) => {
    const { uplink } = await start(t);
    await uplink.simulator.deauthorize(HOST);
    await waitUntil(() => isErased(uplink, HOST));
    t.equal((await send(uplink)).status, 200);
    await jobsDone(uplink);
    t.strictSame(await countUserRows(uplink, HOST), NO_ROWS);
    const { rows } = await uplink.database.pool.query(
      'select from webhook_event where payload is not null or done_at is null',
    );
    t.equal(rows.length, 0);
  },
);
