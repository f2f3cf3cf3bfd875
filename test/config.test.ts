import { inspect } from 'node:util';
import fc from 'fast-check';
import t from 'tap';
import { loadConfig } from '../src/config.ts';
import {
  databaseUrl,
  errorOf,
  errorsOf,
  inProduction,
  invalidNames,
  key1,
  names,
  needed,
  session,
} from './config/environments.ts';

t.test('an unset variable gets its default', async (t) => {
  t.match(loadConfig(needed), {
    production: false,
    publicUrl: 'http://localhost:3000',
    secureCookies: false,
    host: '127.0.0.1',
    port: 3000,
    metricsPort: 9091,
    databasePoolMax: 10,
    zoom: {
      clientId: 'aClientId',
      oauthUrl: 'https://zoom.us',
      apiUrl: 'https://api.zoom.us/v2',
      lightPerSecond: 25,
      mediumPerSecond: 15,
    },
    trustProxy: false,
    logLevel: 'info',
    livestreamFreshSeconds: 60,
    rateLimit: { userPerMinute: 1200, addressPerMinute: 60 },
    session: { idleHours: 12, maxDays: 7 },
  });
});

t.test('secrets are complete, and only `reveal` returns them', async (t) => {
  const config = loadConfig(inProduction);
  t.equal(config.zoom.clientSecret.reveal(), 'aClientSecret');
  t.equal(config.zoom.webhookSecretToken.reveal(), 'aSecretToken');
  t.equal(config.databaseUrl.reveal(), databaseUrl);
  t.same(config.sessionSecret.reveal(), Buffer.from(session, 'base64'));
  t.same(
    config.encryptionKeys.map(({ id, secret }) => [id, secret.reveal()]),
    [['k1', Buffer.from(key1, 'base64')]],
  );
  const printed = inspect(config, { depth: Infinity, showHidden: true }) + JSON.stringify(config);
  for (const secret of ['aClientSecret', 'aSecretToken', 'uplink:pass', session, key1]) {
    t.notOk(printed.includes(secret));
  }
});

t.test('production requires an origin, and listens on all addresses', async (t) => {
  t.match(loadConfig(inProduction), { production: true, secureCookies: true, host: '0.0.0.0' });
  t.same(invalidNames({ ...needed, NODE_ENV: 'production' }), ['PUBLIC_URL']);
  t.equal(loadConfig({ ...needed, NODE_ENV: 'staging' }).production, false, 'no other value selects it');
});

t.test('each required variable is reported if it is absent or blank', async (t) => {
  for (const name of ['PUBLIC_URL', ...Object.keys(needed)]) {
    for (const value of [undefined, '', ' \t']) {
      t.match(errorsOf({ ...inProduction, [name]: value }), [new RegExp(`^${name} is missing: \\w+`)]);
    }
  }
});

t.test('blank optional variables count as unset, and white space around values is removed', async (t) => {
  const optional = names.filter((name) => !(name in needed));
  const blank = Object.fromEntries(optional.map((name) => [name, ' ']));
  t.same(JSON.stringify(loadConfig({ ...needed, ...blank })), JSON.stringify(loadConfig(needed)));
  t.equal(loadConfig({ ...needed, PORT: ' 8080\n' }).port, 8080);
});

t.test('all errors are reported together, one per variable', async (t) => {
  const nothingGood = Object.fromEntries(names.map((name) => [name, '\u0001']));
  t.same(invalidNames({ NODE_ENV: 'production', ...nothingGood }), names);
  const error = errorOf({});
  t.equal(error.message, error.errors.join('\n'));
  t.equal(error.errors.length, 6);
});

t.test('no value of any variable is in the errors', async () => {
  const canary = fc.stringMatching(/^[A-Za-z0-9+/]{12}$/);
  const dressing = fc.constantFrom(
    (c: string) => c,
    (c: string) => `k1:${c}`,
    (c: string) => `${c}:${key1}`,
    (c: string) => `${c},${c}`,
    (c: string) => `https://${c}@host/${c}?${c}`,
    (c: string) => `http://${c}.example`,
    (c: string) => `postgres://user:${c}@host:port/`,
    (c: string) => `mysql://user:${c}@host/db`,
    (c: string) => `${c}==\n${c}`,
  );
  fc.assert(
    fc.property(canary, dressing, fc.constantFrom(...names), (value, dress, name) => {
      const error = errorOf({ NODE_ENV: 'production', [name]: dress(value) });
      const printed = inspect(error, { depth: Infinity, showHidden: true }) + JSON.stringify(error);
      return !printed.includes(value);
    }),
    { numRuns: 2000 },
  );
});

t.test('a valid secret is not in the errors of other variables', async (t) => {
  const { message } = errorOf({ ...inProduction, PORT: 'x', SESSION_SECRET: key1 });
  for (const secret of [key1, 'aClientSecret', 'aSecretToken', 'uplink:pass'])
    t.notOk(message.includes(secret));
});
