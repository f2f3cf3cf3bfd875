import type { Test } from 'tap';
import { request } from 'undici';
import type { RunningApp } from './app.ts';
import { eventually } from './eventually.ts';

/**
 * Sends requests that wait for their session to be looked up, and leaves before it is. The instance must not know the session.
 * Resolves when the server has closed their connections and the lookup can go on.
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
    const leaving = new AbortController();
    const left = Array.from({ length: times }, () =>
      request(`${url}${path}`, { headers: { cookie }, signal: leaving.signal, reset: true }),
    );
    const rejected = Promise.all(left.map((each) => t.rejects(each)));
    const isWaiting = async () => {
      const waiting = await blocker.query(
        "select 1 from pg_locks where not granted and relation = 'session'::regclass",
      );
      return waiting.rows.length >= times;
    };
    t.ok(await eventually(isWaiting));
    leaving.abort();
    await rejected;
    t.ok(await eventually(async () => closed >= times));
  } finally {
    await blocker.query('rollback');
    blocker.release();
  }
}
