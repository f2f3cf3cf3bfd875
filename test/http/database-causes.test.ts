import { type Test, test } from 'tap';
import { type RunningApp, startApp } from '../helpers/app.ts';
import { createTestDatabase } from '../helpers/database.ts';
import { eventually } from '../helpers/eventually.ts';
import { startTcpProxy } from '../helpers/tcp-proxy.ts';

/** A server that rejects each connection with an error until it is opened. */
async function startChanging(t: Test, target: string) {
  let rejection: { code: string; message: string } | undefined;
  let rejected = 0;
  const url = await startTcpProxy(t, target, (client, connectUpstream) => {
    if (rejection === undefined) {
      const upstream = connectUpstream();
      client.pipe(upstream).pipe(client);
      return;
    }
    const fields = Buffer.from(`SFATAL\0C${rejection.code}\0M${rejection.message}\0\0`);
    const head = Buffer.alloc(5);
    head.write('E');
    head.writeInt32BE(fields.length + 4, 1);
    rejected += 1;
    client.once('data', () => client.end(Buffer.concat([head, fields])));
  });
  return {
    url,
    rejected: () => rejected,
    reject(code: string, message: string) {
      rejection = { code, message };
      rejected = 0;
    },
    open() {
      rejection = undefined;
    },
  };
}

interface Line {
  level: unknown;
  msg: string;
  cause?: string;
  reason?: string;
  err?: unknown;
}

const linesOf = (app: RunningApp) => app.logs.map((line) => JSON.parse(line) as Line);
const reasonOf = async (app: RunningApp) => (await app.client().get('/readyz')).json.reason;

test('the log names the cause once per change, independent of retries', async (t) => {
  const { url } = await createTestDatabase(t);
  const server = await startChanging(t, url);
  server.reject('28P01', 'password authentication failed for user "hunter2"');
  const app = await startApp(t, { databaseUrl: server.url });
  const tryOften = (named: string) =>
    eventually(async () => {
      t.equal(await reasonOf(app), 'database_unreachable');
      const isNoticed = linesOf(app).some(({ msg, cause }) => cause === named && msg.startsWith('pub/sub'));
      return isNoticed && server.rejected() > 12;
    });
  t.ok(await tryOften('wrong_password'));
  server.reject('53300', 'sorry, too many clients already');
  t.ok(await tryOften('too_many_connections'));
  server.open();
  t.ok(await eventually(async () => (await reasonOf(app)) === undefined));

  const lines = linesOf(app).filter(({ cause }) => cause !== undefined);
  const ofReadiness = lines.filter(({ reason }) => reason !== undefined);
  t.match(ofReadiness, [
    { reason: 'database_unreachable', cause: 'wrong_password', msg: /password.*URL/ },
    { reason: 'database_unreachable', cause: 'too_many_connections', msg: /DATABASE_POOL_MAX/ },
  ]);
  t.equal(ofReadiness.length, 2);
  const ofPubSub = lines.filter(({ msg }) => msg.startsWith('pub/sub disconnected'));
  t.same(
    ofPubSub.map(({ cause }) => cause),
    ['wrong_password', 'too_many_connections'],
  );
  t.equal(linesOf(app).filter(({ err }) => err !== undefined).length, 0, 'and no stack');
  t.equal(linesOf(app).filter(({ msg }) => msg === 'ready').length, 1);
  t.notMatch(app.logs.join(''), /hunter2/);
});

test('a request that fails because of the database is logged with the cause and without a stack', async (t) => {
  const { url } = await createTestDatabase(t);
  const server = await startChanging(t, url);
  const app = await startApp(t, {
    databaseUrl: server.url,
    env: { DATABASE_POOL_MAX: '1' },
    startsJobs: false,
  });
  const only = await app.database.pool.connect();
  server.reject('53300', 'sorry, too many clients already');
  only.release(true);
  t.equal((await app.client().get('/install')).status, 503);
  const failed = linesOf(app).filter(({ msg }) => msg.startsWith('request failed'));
  t.match(failed, [{ cause: 'too_many_connections', err: undefined }]);
});
