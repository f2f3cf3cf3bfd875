import { randomBytes } from 'node:crypto';
import t from 'tap';
import { loadConfig } from '../../src/config.ts';
import { errorsOf, inProduction, invalidNames, key1, key2, names, needed, session } from './environments.ts';

const notWhole = ['-1', '1.5', '1e3', '0x10', '+1', '01', 'ten', '1 0', '٣', '99999999999'];
const notOrigin = [
  'uplink.example',
  'ftp://a.example',
  'https://',
  'https:a.example',
  'https://a.example/path',
  'https://a.example?',
  'https://a.example/#',
  'https://user@a.example',
  'https://user:pass@a.example',
  'https:\\\\a.example',
  'https://a.exa\nmple',
  'https://a.example:99999',
  'http://a.example',
  'http://10.0.0.1',
  'http://0.0.0.0',
  'http://127.0.0.1.evil.example',
  'http://localhost.evil.example',
  'http://127.evil.example',
  'http://localhost@evil.example',
  'http://[::2]',
];
const notDatabase = [
  ...['db.example/uplink', 'mysql://h/d', 'file:./dev.db', 'postgres://h:port/d', 'https://h/d'],
  ...[
    'postgres://u:hunter2/slash@h/d',
    'postgres://u:hunter2?mark@h/d',
    'postgres://u:100%@h/d',
    'postgres://u:a b@h/d',
  ],
  ...[
    'postgres://h/d?sslmode=yes',
    'postgres://h/d?sslmode=verify-full&sslrootcert=/no/such/file',
    'postgres://h/d?servce=x',
  ],
  ...[
    'postgres://h:0/d',
    'postgres://h:65536/d',
    'postgres://a:1,b:2/d?port=1,2,3',
    'postgres://h/d?target_session_attrs=standby',
  ],
];
const bad: Record<string, string[]> = {
  PUBLIC_URL: notOrigin,
  HOST: ['0.0.0.0:3000', 'http://localhost', 'a b', '[::]', '-a', '/run/socket'],
  PORT: ['65536', ...notWhole],
  METRICS_PORT: ['65536', '3000', ...notWhole],
  METRICS_HOST: ['127.0.0.1:9091', 'http://localhost'],
  DATABASE_URL: [...notDatabase],
  DATABASE_DIRECT_URL: [...notDatabase],
  DATABASE_POOL_MAX: ['0', ...notWhole],
  STAGING_COPY: ['yes', '1', 'on'],
  ZOOM_CLIENT_ID: ['replace-me', 'two words', 'tab\tbed', 'ümlaut', 'nul\0'],
  ZOOM_CLIENT_SECRET: ['replace-me', 'two words', 'line\nbreak'],
  ZOOM_WEBHOOK_SECRET_TOKEN: ['replace-me', 'two words'],
  ZOOM_OAUTH_URL: [...notOrigin, 'https://zoom.us/oauth'],
  ZOOM_API_URL: notOrigin
    .filter((url) => url !== 'https://a.example/path')
    .concat('https://api.zoom.us/v2?x=1', 'http://api.zoom.us/v2', 'https://u:p@api.zoom.us/v2'),
  ZOOM_LIGHT_PER_SECOND: ['0', ...notWhole],
  ZOOM_MEDIUM_PER_SECOND: ['0', ...notWhole],
  ENCRYPTION_KEYS: [
    'k1',
    key1,
    'k1:',
    `:${key1}`,
    `k1:${key1},`,
    `k 1:${key1}`,
    `ké:${key1}`,
    `${'i'.repeat(33)}:${key1}`,
    `${key1}:k1`,
    'k1:replace-me',
    'k2:…,k1:…',
    `k1:${key1.slice(0, -1)}`,
    `k1:${key1}=`,
    `k1: ${key1}`,
    `k1:${key1.slice(0, 20)} ${key1.slice(20)}`,
    `k1:${Buffer.from(key1, 'base64').toString('hex')}`,
    `k1:${Buffer.alloc(32, '>?').toString('base64url')}=`,
    `k1:${randomBytes(31).toString('base64')}`,
    `k1:${randomBytes(33).toString('base64')}`,
    `k1:${Buffer.alloc(32).toString('base64')}`,
    `k1:${Buffer.alloc(32, 7).toString('base64')}`,
    `k1:${key1},k1:${key2}`,
    `k1:${key1},k2:${key1}`,
    `k153629:${key1},k164064:${key2}`,
  ],
  SESSION_SECRET: [
    'replace-me',
    'a passphrase that is certainly longer than 32 characters',
    randomBytes(31).toString('base64'),
    Buffer.alloc(48, 1).toString('base64'),
    `${session} ${session}`,
    session.slice(0, -1),
    key1,
  ],
  TRUST_PROXY: [
    'true',
    '-1',
    '33',
    'proxy.example',
    'yes',
    '10.0.0.0/0',
    '::/0',
    '10.0.0.0/33',
    '::1/129',
    '10.0.0.0/8/8',
    '10.0.0.1,',
    '10.0.0.1,1',
    'off,10.0.0.1',
    'fe80::1%eth0',
    '10.0.0',
  ],
  LOG_LEVEL: ['INFO', 'verbose', '30', 'constructor'],
  OTEL_EXPORTER_OTLP_ENDPOINT: ['localhost:4318', 'grpc://localhost:4317', 'localhost'],
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: ['localhost:4318', 'grpc://localhost:4317', '/v1/traces'],
  OTEL_EXPORTER_OTLP_PROTOCOL: ['grpc', 'http', 'json'],
  OTEL_SDK_DISABLED: ['yes', '1', 'on'],
  LIVESTREAM_FRESH_SECONDS: ['31536001', ...notWhole],
  RATE_LIMIT_USER_PER_MINUTE: ['0', ...notWhole],
  RATE_LIMIT_ADDRESS_PER_MINUTE: ['0', ...notWhole],
  SESSION_IDLE_HOURS: ['0', '8761', '-1', '.5', '1.', '1e1', 'one'],
  SESSION_MAX_DAYS: ['0', '366', '-1', 'NaN', 'Infinity'],
  OPERATOR_NAME: ['n'.repeat(201), 'two\nlines', 'reversed \u202e name'],
  OPERATOR_CONTACT: [
    ...['somebody', 'a@b', '@a.example', 'a b@c.example', `${'a'.repeat(200)}@a.example`],
    ...['http://a.example', 'javascript:alert(1)', 'mailto:a@b.example', 'https://', 'https://u:p@a.example'],
  ],
};

t.test('every variable has invalid values here', async (t) => {
  t.same(Object.keys(bad), names);
});

for (const [name, values] of Object.entries(bad)) {
  t.test(`${name} rejects invalid values, each with one line with the reason and a hint`, async (t) => {
    for (const value of values) {
      for (const env of [needed, inProduction]) {
        const errors = errorsOf({ ...env, [name]: value });
        t.match(errors, [new RegExp(`^${name} [^\n:]+: [^\n]+$`)], value);
        t.equal(errors.length, 1, `${value} is one error`);
      }
    }
  });
}

t.test('the hint suggests a hop count if everything would be trusted', async (t) => {
  t.match(errorsOf({ ...needed, TRUST_PROXY: 'true' })[0], /every client choose.*number of proxies/);
});

t.test('one secret must not serve two purposes', async (t) => {
  const reused = { ...needed, SESSION_SECRET: key2, ENCRYPTION_KEYS: `k1:${key1},k2:${key2}` };
  t.match(
    errorsOf(reused),
    [/^SESSION_SECRET is also an encryption key/],
    'session secret equals the second key',
  );
  for (const name of ['ZOOM_WEBHOOK_SECRET_TOKEN', 'ZOOM_CLIENT_SECRET']) {
    t.same(invalidNames({ ...needed, [name]: session }), ['SESSION_SECRET']);
    t.same(invalidNames({ ...needed, [name]: key1 }), ['ENCRYPTION_KEYS']);
    const token = 'abcdefghijklmnopqrstuvwxyz012345';
    const base64 = Buffer.from(token).toString('base64');
    t.same(
      invalidNames({ ...needed, [name]: token, SESSION_SECRET: base64 }),
      ['SESSION_SECRET'],
      'compared as bytes',
    );
  }
  t.same(
    invalidNames({ ...needed, PORT: 'x', SESSION_SECRET: key1 }),
    ['PORT', 'SESSION_SECRET'],
    'reported along with other errors',
  );
});

t.test('two listeners must not have the same port, unless it is 0', async (t) => {
  t.same(invalidNames({ ...needed, PORT: '9091' }), ['METRICS_PORT']);
  t.equal(loadConfig({ ...needed, PORT: '0', METRICS_PORT: '0' }).metricsPort, 0);
});
