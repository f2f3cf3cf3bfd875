import t from 'tap';
import { DecryptionError } from '../../src/crypto/decryption-error.ts';
import type { Installation } from '../../src/installations/installation.ts';
import { createTokenReader } from '../../src/tokens/token-reader.ts';
import { startTokenDatabase, USER } from '../helpers/token-module.ts';

const { database, start: startModule, connect, change, erase, state } = await startTokenDatabase(t);
t.beforeEach(async () => {
  await erase();
  await connect('a');
});

async function start() {
  const { installations, userCache } = startModule();
  const reader = createTokenReader({ database, installations, userCache });
  return { ...reader, userCache, installations, installation: await installations.get(USER) };
}

const revealed = async (tokens: Promise<{ accessToken: { reveal(): string } }>) =>
  (await tokens).accessToken.reveal();

t.test('the tokens are decrypted, with their times on this process’s clock', async (t) => {
  const { load, refreshToken, installation } = await start();
  await change(
    `access_token_expires_at = now() + interval '10 minutes', refreshed_at = now() - interval '50 minutes'`,
  );
  const { row, tokens } = await load(installation);
  const now = performance.now();
  t.equal(tokens.accessToken.reveal(), 'access-a');
  t.equal((await refreshToken(installation, row)).reveal(), 'refresh-a');
  t.equal(tokens.generation, row.generation);
  t.ok(Math.abs(tokens.expiresAt - now - 600_000) < 60_000);
  t.ok(Math.abs(now - tokens.issuedAt - 3_000_000) < 60_000);
});

t.test('they are read once, until something about the user changes', async (t) => {
  const { current, load, installation, userCache } = await start();
  t.equal(await revealed(current(installation)), 'access-a');
  await connect('b');
  t.equal(await revealed(current(installation)), 'access-a');
  t.equal((await load(installation)).tokens.accessToken.reveal(), 'access-b');
  t.equal(await revealed(current(installation)), 'access-b', 'load replaces the cached ones');
  await connect('c');
  userCache.drop(USER);
  t.equal(await revealed(current(installation)), 'access-c');
});

t.test('a user without tokens is not signed in', async (t) => {
  const { load, installation } = await start();
  await erase();
  await t.rejects(load(installation), { code: 'not_signed_in' });
});

t.test('an access token that does not decrypt ends the connection', async (t) => {
  const { load, installation, userCache } = await start();
  await change('access_token = refresh_token');
  const scope = userCache.scopeFor(USER);
  const error = await load(installation).catch((error: unknown) => error);
  t.match(error, { code: 'reconnect_required', cause: DecryptionError });
  t.notOk(userCache.isCurrent(scope));
  t.match(await state(), { status: 'reconnect_required' });
});

t.test('a refresh token that does not decrypt ends the connection', async (t) => {
  const { load, refreshToken, installation } = await start();
  await change('refresh_token = access_token');
  const { row } = await load(installation);
  await t.rejects(refreshToken(installation, row), { code: 'reconnect_required', cause: DecryptionError });
  t.match(await state(), { status: 'reconnect_required' });
});

t.test('a row that was replaced in the meantime does not end the new connection', async (t) => {
  const { load, refreshToken, installation } = await start();
  await change('refresh_token = access_token');
  const { row } = await load(installation);
  await change('generation = generation + 1');
  await t.rejects(refreshToken(installation, row), { code: 'not_signed_in', cause: DecryptionError });
  t.match(await state(), { status: 'connected' });
});

t.test('a row of a newer installation does not end it', async (t) => {
  const { load, installation } = await start();
  await erase();
  await connect('b');
  // The cached installation of the same user has the data key that was erased.
  await t.rejects(load(installation), { code: 'not_signed_in', cause: DecryptionError });
  t.match(await state(), { status: 'connected' });
});

t.test('an error that is not about decryption ends no connection', async (t) => {
  const { load, installation } = await start();
  const decrypt = () => {
    throw new TypeError('a defect');
  };
  const broken: Installation = { ...installation, dataKey: { ...installation.dataKey, decrypt } };
  await t.rejects(load(broken), { message: 'a defect' });
  t.match(await state(), { status: 'connected' });
});
