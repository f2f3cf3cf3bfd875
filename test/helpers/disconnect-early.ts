import type { Test } from 'tap';
import { request } from 'undici';
import type { RunningApp } from './app.ts';
import { eventually } from './eventually.ts';

/**
 * Sends requests and disconnects while the server waits for the session lookup. The session must
 * not be in the instance's cache. Resolves when the server has closed the connections and the
 * lookup is unblocked.
 */
export async function disconnectEarly(
  t: Test,
  { app, url, database }: Pick<RunningApp, 'app' | 'url' | 'database'>,
  { path, cookie, times = 1 }: { path: string; cookie: string; times?: number },
): Promise<void> {
  let closed = 0;
  app.server.on('connection', (socket) =>
    socket.once('close', () => {
      closed += 1;
    }),
  );
  const blocker = await database.pool.connect();
  try {
    await blocker.query('begin');
    await blocker.query('lock table session in access exclusive mode');
    const controller = new AbortController();
    const requests = Array.from({ length: times }, () =>
      request(`${url}${path}`, { headers: { cookie }, signal: controller.signal, reset: true }),
    );
    const rejected = Promise.all(requests.map((each) => t.rejects(each)));
    const isWaiting = async () => {
      const waiting = await blocker.query(
        "select 1 from pg_locks where not granted and relation = 'session'::regclass",
      );
      return waiting.rows.length >= times;
    };
    t.ok(await eventually(isWaiting));
    controller.abort();
    await rejected;
    t.ok(await eventually(async () => closed >= times));
  } finally {
    await blocker.query('rollback');
    blocker.release();
  }
}
