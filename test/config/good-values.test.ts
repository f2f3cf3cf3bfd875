import t from 'tap';
import { type Config, loadConfig } from '../../src/config.ts';
import { createKeyRing } from '../../src/crypto/key-ring.ts';
import { inProduction, key1, key2, names, needed } from './environments.ts';

type Case = [value: string, read: (config: Config) => unknown, as: unknown];

const good: Record<string, Case[]> = {
  PUBLIC_URL: [
    ['https://a.example', (c) => c.publicUrl, 'https://a.example'],
    ['https://a.example/', (c) => c.publicUrl, 'https://a.example'],
    ['HTTPS://A.example:8443', (c) => c.publicUrl, 'https://a.example:8443'],
    ['https://a.example:443', (c) => c.publicUrl, 'https://a.example'],
    ['http://localhost:8080', (c) => [c.publicUrl, c.secureCookies], ['http://localhost:8080', false]],
    ['http://127.0.0.1', (c) => c.publicUrl, 'http://127.0.0.1'],
    ['http://127.8.9.10:1', (c) => c.publicUrl, 'http://127.8.9.10:1'],
    ['http://[::1]:3000', (c) => c.publicUrl, 'http://[::1]:3000'],
    ['https://localhost', (c) => c.secureCookies, true],
  ],
  HOST: ['0.0.0.0', '::', '::1', 'fly-local-6pn', 'localhost'].map((host) => [host, (c) => c.host, host]),
  PORT: [
    ['0', (c) => c.port, 0],
    ['65535', (c) => c.port, 65_535],
  ],
  METRICS_PORT: [
    ['0', (c) => c.metricsPort, 0],
    ['9999', (c) => c.metricsPort, 9999],
  ],
  METRICS_HOST: [['127.0.0.1', (c) => c.metricsHost, '127.0.0.1']],
  DATABASE_URL: [
    'postgres://h/d',
    'postgresql://u:p%40ss@[::1]:5432/d?sslmode=require',
    'postgres:///d?host=/run',
    'postgresql://u:p@/d?host=/var/run/postgresql',
    'postgresql://u:p#a@ss@a:5432,b/d?schema=app&target_session_attrs=read-write',
  ].map((url) => [url, (c) => c.databaseUrl?.reveal(), url]),
  DATABASE_DIRECT_URL: [['postgres://h/d', (c) => c.databaseDirectUrl?.reveal(), 'postgres://h/d']],
  DATABASE_POOL_MAX: [['1', (c) => c.databasePoolMax, 1]],
  STAGING_COPY: [
    ['true', (c) => c.stagingCopy, true],
    ['False', (c) => c.stagingCopy, false],
  ],
  ZOOM_CLIENT_ID: [['a_Client-Id!V', (c) => c.zoom.clientId, 'a_Client-Id!V']],
  ZOOM_CLIENT_SECRET: [['x', (c) => c.zoom.clientSecret.reveal(), 'x']],
  ZOOM_WEBHOOK_SECRET_TOKEN: [['y', (c) => c.zoom.webhookSecretToken.reveal(), 'y']],
  ZOOM_OAUTH_URL: [
    ['http://127.0.0.1:4000/', (c) => c.zoom.oauthUrl, 'http://127.0.0.1:4000'],
    ['https://zoomgov.com', (c) => c.zoom.oauthUrl, 'https://zoomgov.com'],
  ],
  ZOOM_API_URL: [
    ['http://localhost:4000/v2', (c) => c.zoom.apiUrl, 'http://localhost:4000/v2'],
    ['https://api.example/a/v2/', (c) => c.zoom.apiUrl, 'https://api.example/a/v2'],
    ['https://api.example', (c) => c.zoom.apiUrl, 'https://api.example'],
  ],
  ZOOM_LIGHT_PER_SECOND: [['4', (c) => c.zoom.lightPerSecond, 4]],
  ZOOM_MEDIUM_PER_SECOND: [['1', (c) => c.zoom.mediumPerSecond, 1]],
  ENCRYPTION_KEYS: [
    [`k2:${key2},k1:${key1}`, (c) => c.encryptionKeys.map(({ id }) => id), ['k2', 'k1']],
    [`k2:${key2}, k1:${key1}`, (c) => createKeyRing(c.encryptionKeys).primaryId, 'k2'],
    [`${'i'.repeat(32)}:${key1}`, (c) => c.encryptionKeys[0]?.id, 'i'.repeat(32)],
    [`2026_A-b:${key1}`, (c) => c.encryptionKeys[0]?.id, '2026_A-b'],
  ],
  SESSION_SECRET: [[Buffer.alloc(64, 'ab').toString('base64'), (c) => c.sessionSecret.reveal().length, 64]],
  TRUST_PROXY: [
    ['off', (c) => c.trustProxy, false],
    ['false', (c) => c.trustProxy, false],
    ['0', (c) => c.trustProxy, false],
    ['1', (c) => c.trustProxy, 1],
    ['10.0.0.0/8, ::1,fc00::/7', (c) => c.trustProxy, ['10.0.0.0/8', '::1', 'fc00::/7']],
    ['loopback,linklocal,uniquelocal', (c) => c.trustProxy, ['loopback', 'linklocal', 'uniquelocal']],
  ],
  LOG_LEVEL: ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'].map((level) => [
    level,
    (c) => c.logLevel,
    level,
  ]),
  OTEL_EXPORTER_OTLP_ENDPOINT: [['http://collector:4318', (c) => c.tracing, true]],
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: [['https://collector/v1/traces', (c) => c.tracing, true]],
  OTEL_EXPORTER_OTLP_PROTOCOL: [['http/protobuf', (c) => c.tracing, false]],
  OTEL_SDK_DISABLED: [['TRUE', (c) => c.tracing, false]],
  LIVESTREAM_FRESH_SECONDS: [['0', (c) => c.livestreamFreshSeconds, 0]],
  RATE_LIMIT_USER_PER_MINUTE: [['1000000', (c) => c.rateLimit.userPerMinute, 1_000_000]],
  RATE_LIMIT_ADDRESS_PER_MINUTE: [['1', (c) => c.rateLimit.addressPerMinute, 1]],
  SESSION_IDLE_HOURS: [['0.5', (c) => c.session.idleHours, 0.5]],
  SESSION_MAX_DAYS: [['30', (c) => c.session.maxDays, 30]],
  OPERATOR_NAME: [['Müller & Søn A/S', (c) => c.operator.name, 'Müller & Søn A/S']],
  OPERATOR_CONTACT: ['zoom+help@a.example', 'https://a.example/contact?team=video'].map((contact) => [
    contact,
    (c) => c.operator.contact,
    contact,
  ]),
};

t.test('every variable has valid values here', async (t) => {
  t.same(Object.keys(good), names);
});

for (const [name, cases] of Object.entries(good)) {
  t.test(`${name} accepts valid values`, async (t) => {
    for (const [value, read, as] of cases) {
      t.same(read(loadConfig({ ...needed, [name]: value })), as, value);
      t.same(read(loadConfig({ ...inProduction, [name]: value })), as, `${value} in production`);
    }
  });
}
