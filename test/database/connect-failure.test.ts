import { type AddressInfo, createServer, type Socket } from 'node:net';
import { type Test, test } from 'tap';
import { connectDatabase } from '../../src/database/client.ts';
import { causeOf } from '../../src/database/error-cause.ts';
import { toDatabaseProblem } from '../../src/database/errors.ts';

/** Starts a server that accepts connections and never responds. Returns its address. */
async function startSilent(t: Test): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => void sockets.add(socket.on('error', () => {})));
  t.teardown(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** The problem and the cause of a statement with and without Prisma's engine. */
async function outcomesOf(t: Test, url: string): Promise<unknown[]> {
  const database = connectDatabase({ url, poolMax: 2, onError: () => {} });
  t.teardown(database.close);
  const statements = [database.sql.$queryRaw`select 1`, database.prisma.installation.count()];
  const outcomes = await Promise.allSettled(statements);
  return outcomes.map((outcome) =>
    outcome.status === 'rejected'
      ? { code: toDatabaseProblem(outcome.reason)?.code, cause: causeOf(outcome.reason).cause }
      : 'ok',
  );
}

const both = (cause: string) => [
  { code: 'temporarily_unavailable', cause },
  { code: 'temporarily_unavailable', cause },
];

test('a host that does not respond is an unreachable database', async (t) => {
  t.same(await outcomesOf(t, `postgresql://user@${await startSilent(t)}/db`), both('timeout'));
});

test('so are several hosts of which none responds', async (t) => {
  const hosts = `${await startSilent(t)},${await startSilent(t)}`;
  const url = `postgresql://user@${hosts}/db?target_session_attrs=read-write`;
  t.same(await outcomesOf(t, url), both('timeout'));
});

test('so is a Unix socket that does not exist', async (t) => {
  t.same(await outcomesOf(t, 'postgresql://user@/db?host=/no/such/directory'), both('no_such_file'));
});

test('so is a host without a route to it', (t) => {
  for (const code of ['EHOSTUNREACH', 'ENETUNREACH']) {
    const error = Object.assign(new AggregateError([]), { code });
    t.equal(toDatabaseProblem(error)?.code, 'temporarily_unavailable');
  }
  t.end();
});

test('a file that does not exist is not about the database', (t) => {
  const error = Object.assign(new Error('ENOENT: no such file'), { code: 'ENOENT' });
  t.equal(toDatabaseProblem(error), undefined);
  t.end();
});
