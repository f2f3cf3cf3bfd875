import t from 'tap';
import { parsePostgresUrl } from '../../src/postgres-url/parse.ts';

const one = (host: string, port = 5432) => [{ host, port }];

const urls: Record<string, object> = {
  'postgres://h/d': { hosts: one('h'), user: undefined, password: undefined, database: 'd' },
  'postgresql://u:p%40ss@[::1]:6000/d': {
    hosts: one('::1', 6000),
    user: 'u',
    password: 'p@ss',
    database: 'd',
  },
  'postgresql://u:p@ss#1:2@h:1/d': { hosts: one('h', 1), user: 'u', password: 'p@ss#1:2' },
  'postgresql://u:p@/d?host=/run/postgresql': { hosts: one('/run/postgresql'), user: 'u', password: 'p' },
  'postgresql://u:p@%2Frun%2Fpostgresql:5433/d': { hosts: one('/run/postgresql', 5433) },
  'postgresql:///d?host=h&port=7&user=u&password=p%26p': { hosts: one('h', 7), user: 'u', password: 'p&p' },
  'postgresql://': { hosts: one('localhost'), database: undefined },
  'postgresql://u@a:1,b,[::2]:3/d': {
    hosts: [...one('a', 1), ...one('b'), ...one('::2', 3)],
    target: undefined,
  },
  'postgresql:///d?host=a,b&port=1,2&target_session_attrs=read-write': {
    hosts: [...one('a', 1), ...one('b', 2)],
    target: 'read-write',
  },
  'postgresql:///d?host=a,b&port=9': { hosts: [...one('a', 9), ...one('b', 9)] },
  'postgresql://h/d?schema=My%20app': { settings: [['search_path', '"My app"']], schema: 'My app' },
  'postgresql://h/d?options=-c%20search_path%3Dapp,public%20-cstatement_timeout=9s%20--lock-timeout=1s': {
    settings: [
      ['search_path', 'app,public'],
      ['statement_timeout', '9s'],
      ['lock_timeout', '1s'],
    ],
    schema: 'app',
    startupOptions: undefined,
  },
  'postgresql://h/d?options=-c+search_path=%22$user%22,a%5C%20b': {
    settings: [['search_path', '"$user",a b']],
    schema: undefined,
  },
  'postgresql://h/d?options=endpoint%3Dep-1': { settings: [], startupOptions: 'endpoint=ep-1' },
  'postgresql://h/d?sslmode=require&channel_binding=require': {
    tls: { mode: 'require', requiresChannelBinding: true },
  },
  'postgresql://h/d?ssl=true': { tls: { mode: 'require' } },
  'postgresql://h/d?sslmode=require&sslaccept=strict': { tls: { mode: 'verify-full' } },
  'postgresql://h/d?sslmode=verify-ca&sslrootcert=/ca.pem&pgbouncer=true&connection_limit=1': {
    tls: { mode: 'verify-ca', rootCertificate: '/ca.pem' },
  },
  'postgresql://h/d?application_name=mine': { applicationName: 'mine' },
};

for (const [url, expected] of Object.entries(urls)) {
  t.test(`${url} is parsed as by libpq`, async (t) => {
    t.match(parsePostgresUrl(url), expected);
  });
}

const invalid: Record<string, RegExp> = {
  'mysql://u:hunter2@h/d': /^is not a PostgreSQL URL$/,
  'postgresql://u:hunter2/x@h/d': /percent-encoded \(\/ as %2F/,
  'postgresql://u:hunter2?x@h/d': /percent-encoded/,
  'postgresql://u:12/hunter2@h/d': /percent-encoded/,
  'postgresql://u:hunter2%@h/d': /write %25/,
  'postgresql://u:hunter2 x@h/d': /white space/,
  'postgresql://u:hunter2@h:x/d': /host and a port/,
  'postgresql://u:hunter2@h/d?hunter2=1': /a query parameter .* not supported/,
  'postgresql://u:hunter2@h/d?sslmode=on': /unsupported sslmode \(use disable, .*verify-full/,
};

for (const [url, expected] of Object.entries(invalid)) {
  t.test(`${url} is rejected with a message that does not repeat it`, async (t) => {
    t.throws(() => parsePostgresUrl(url), { message: expected });
    t.throws(() => parsePostgresUrl(url), { message: /^(?!.*hunter2)/ });
  });
}
