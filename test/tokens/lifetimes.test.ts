import t from 'tap';
import { startApp } from '../helpers/app.ts';
import { addHosted, dropCachedUser, HOST, refreshes } from '../helpers/zoom-host.ts';

const LIFETIMES: [expiresIn: unknown, seconds: [min: number, max: number]][] = [
  [3600, [3600, 3600]],
  [3599, [3599, 3599]],
  ['3600', [3600, 3600]],
  [3600.7, [3600, 3601]],
  [0, [1, 3600]],
  [-1, [1, 3600]],
  [-1e15, [1, 3600]],
  [1, [1, 3600]],
  [1e15, [3600, 86_400]],
  ['soon', [60, 3600]],
  ['', [60, 3600]],
  ['Infinity', [60, 86_400]],
  [null, [60, 3600]],
  [true, [60, 3600]],
  [{ seconds: 3600 }, [60, 3600]],
  [[], [60, 3600]],
  [undefined, [60, 3600]],
];

const uplink = await startApp(t, { env: { ZOOM_LIGHT_PER_SECOND: '1000' } });
const { simulator, database } = uplink;
const { settings } = simulator.state;

for (const [expiresIn, [min, max]] of LIFETIMES) {
  t.test(
    `expires_in ${JSON.stringify(expiresIn) ?? 'omitted'} is limited and causes no refresh loop`,
    async (t) => {
      simulator.clearRequests();
      settings.tokenResponseOmits = expiresIn === undefined ? ['expires_in'] : [];
      settings.tokenResponseOverrides = expiresIn === undefined ? {} : { expires_in: expiresIn };
      const host = await uplink.signIn(HOST);
      const { path } = addHosted(simulator);
      const seconds = async () => {
        const { rows } = await database.pool.query(
          'select extract(epoch from access_token_expires_at - refreshed_at)::float8 as seconds from token',
        );
        return Math.round(rows[0].seconds);
      };
      t.ok((await seconds()) >= min && (await seconds()) <= max, `after signing in: ${await seconds()} s`);
      for (let again = 0; again < 4; again += 1) {
        t.equal((await host.get(path, { 'cache-control': 'no-cache' })).status, 200);
        await dropCachedUser(uplink, HOST);
      }
      t.equal(refreshes(simulator).length, 0);

      simulator.expireAccessTokens(HOST);
      for (let again = 0; again < 4; again += 1) {
        t.equal((await host.get(path, { 'cache-control': 'no-cache' })).status, 200);
        await dropCachedUser(uplink, HOST);
      }
      t.ok((await seconds()) >= min && (await seconds()) <= max, `after refreshing: ${await seconds()} s`);
      t.equal(refreshes(simulator).length, 1);
    },
  );
}

t.test('tokens are refreshed at most twice a minute, however short their lifetime', async (t) => {
  simulator.clearRequests();
  settings.tokenResponseOverrides = { expires_in: 1 };
  const host = await uplink.signIn(HOST);
  const { path } = addHosted(simulator);
  // One minute, in steps of ten seconds.
  for (let passed = 0; passed < 60; passed += 10) {
    await database.pool.query(
      `update token set access_token_expires_at = access_token_expires_at - interval '10 seconds',
                        refreshed_at = refreshed_at - interval '10 seconds'`,
    );
    await dropCachedUser(uplink, HOST);
    t.equal((await host.get(path, { 'cache-control': 'no-cache' })).status, 200);
  }
  t.ok(refreshes(simulator).length <= 2, `${refreshes(simulator).length} refreshes`);
});
