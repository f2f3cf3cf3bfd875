import t from 'tap';
import { startApp } from '../helpers/app.ts';
import type { Client } from '../helpers/client.ts';
import { addHosted, CONFIGURED, changeRows, dropCachedUser } from '../helpers/zoom-host.ts';

const uplink = await startApp(t, { env: { RATE_LIMIT_ADDRESS_PER_MINUTE: '100000' } });
const { simulator } = uplink;

const NOTHING = { destination_saved: false, destination_used: false, readiness_checked: false };
const OTHER_KEY = { ...CONFIGURED, stream_key: 'canary-other-key-1a2b' };

async function addHost() {
  const { id: userId } = simulator.addUser();
  return { userId, client: await uplink.signIn(userId) };
}

const progressOf = async (client: Client) => (await client.get('/api/me')).json.first_steps;

const save = (client: Client, values: object) =>
  client.post('/api/destinations', { body: { name: 'Channel', ...values } });

t.test('a new user has done nothing, and each step counts once it is true', async (t) => {
  const { userId, client } = await addHost();
  const { path } = addHosted(simulator, 'meetings', { hostId: userId });
  t.strictSame(await progressOf(client), NOTHING);

  const { json: destination } = await save(client, OTHER_KEY);
  t.strictSame(await progressOf(client), { ...NOTHING, destination_saved: true });

  await client.patch(path, { destination_id: destination.id }, { 'if-match': '*' });
  const used = { ...NOTHING, destination_saved: true, destination_used: true };
  t.strictSame(await progressOf(client), used);

  t.equal((await client.get(path.replace(/livestream$/, 'preflight'))).json.ready, true);
  t.strictSame(await progressOf(client), { ...used, readiness_checked: true });
});

t.test('a destination that a webinar already has in Zoom counts as used when it is saved', async (t) => {
  const { userId, client } = await addHost();
  const { path } = addHosted(simulator, 'webinars', { hostId: userId });
  await client.get(path);
  t.strictSame(await progressOf(client), NOTHING);
  await save(client, CONFIGURED);
  t.match(await progressOf(client), { destination_saved: true, destination_used: true });
});

t.test('a check counts only if it passes, and only for a saved destination', async (t) => {
  const { userId, client } = await addHost();
  const { path, meeting } = addHosted(simulator, 'meetings', { hostId: userId });
  const check = async () =>
    (await client.get(path.replace(/livestream$/, 'preflight'), { 'cache-control': 'no-cache' })).json.ready;
  t.equal(await check(), true);
  t.match(await progressOf(client), { readiness_checked: false }, 'no destination is saved');

  await save(client, CONFIGURED);
  meeting.endToEndEncrypted = true;
  t.equal(await check(), false);
  t.match(await progressOf(client), { readiness_checked: false }, 'the check found a problem');

  meeting.endToEndEncrypted = false;
  t.equal(await check(), true);
  t.match(await progressOf(client), { readiness_checked: true });
});

t.test('closed steps stay closed for other sessions and after a new authorization', async (t) => {
  const { userId, client } = await addHost();
  const { client: colleague } = await addHost();
  t.equal((await client.request('DELETE', '/api/me/first-steps')).status, 204);
  t.equal((await client.request('DELETE', '/api/me/first-steps')).status, 204, 'idempotent');
  t.equal(await progressOf(client), null);
  t.equal(await progressOf(await uplink.signIn(userId)), null);
  t.strictSame(await progressOf(colleague), NOTHING, 'those of another user stay open');
});

t.test('a user whose data was erased is new again', async (t) => {
  const { userId, client } = await addHost();
  await client.request('DELETE', '/api/me/first-steps');
  t.equal((await client.request('DELETE', '/api/me')).status, 204);
  t.strictSame(await progressOf(await uplink.signIn(userId)), NOTHING);
});

t.test('a destination that cannot be decrypted is not used', async (t) => {
  const { userId, client } = await addHost();
  await save(client, CONFIGURED);
  await changeRows(uplink, userId, "update destination set content = '\\x00' where user_id = $1");
  await dropCachedUser(uplink, userId);
  t.strictSame(await progressOf(client), { ...NOTHING, destination_saved: true });
});
