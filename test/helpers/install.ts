import type { RunningApp } from './app.ts';
import type { Client, ClientResponse } from './client.ts';

/** The requests that reached the simulated token endpoint. */
export function tokenRequests({ simulator }: Pick<RunningApp, 'simulator'>) {
  return simulator.requests({ method: 'POST', path: '/oauth/token' });
}

/** The number of rows about users. */
export async function countRows({ database }: Pick<RunningApp, 'database'>) {
  const { rows } = await database.pool.query<{ installations: number; tokens: number; sessions: number }>(
    `select (select count(*)::int from installation) as installations,
            (select count(*)::int from token) as tokens,
            (select count(*)::int from session) as sessions`,
  );
  return rows[0];
}

export const noUser = { installations: 0, tokens: 0, sessions: 0 };

/** The `Set-Cookie` lines of a response, by cookie name. */
export function cookiesSet({ headers }: ClientResponse): Map<string, string> {
  const lines = [headers['set-cookie'] ?? []].flat();
  return new Map(lines.map((line) => [line.split('=')[0] ?? '', line]));
}

export function isSignedIn(client: Client): Promise<boolean> {
  return client.get('/api/me').then(({ status }) => status === 200);
}
