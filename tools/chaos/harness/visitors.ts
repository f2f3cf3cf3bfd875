import { randomUUID } from 'node:crypto';
import { Client } from '../../../test/helpers/client.ts';
import type { Simulator } from '../../zoom-simulator/simulator.ts';
import type { ClientResponse } from './history.ts';
import type { Instance } from './instance.ts';

/** A host who has installed the app. */
export interface Visitor {
  user: string;
  meeting: string;
  /** The `Cookie` header of their browser. */
  cookie: string;
}

const IN_PARALLEL = 8;

/** Creates hosts with one meeting each, who install the app. */
export async function addVisitors(
  simulator: Simulator,
  instance: Instance,
  count: number,
): Promise<Visitor[]> {
  const visitors = Array.from({ length: count }, () => newVisitor(simulator));
  await eachOf(visitors, IN_PARALLEL, (visitor) => signIn(simulator, instance, visitor));
  return visitors;
}

function newVisitor(simulator: Simulator): Visitor {
  const { id: user } = simulator.addUser({ id: `Chaos${randomUUID().replaceAll('-', '').slice(0, 17)}` });
  const page = 'https://example.com/live';
  const livestream = { stream_url: 'rtmp://live.example.com/app', stream_key: 'chaos-key', page_url: page };
  return { user, meeting: simulator.addMeeting({ hostId: user, livestream }).id, cookie: '' };
}

/** Installs the app, or reconnects it. */
export async function signIn(simulator: Simulator, instance: Instance, visitor: Visitor): Promise<void> {
  const client = new Client(instance.url, simulator);
  const { pathname, search } = new URL(await client.authorize(visitor.user));
  const response = await client.get(pathname + search);
  if (response.status !== 303)
    throw new Error(`sign-in failed with ${response.status}: ${response.text.slice(0, 500)}`);
  visitor.cookie = client.cookieHeader();
}

/**
 * Requests the livestream from Zoom, not from the cache, which needs a valid access token. Never
 * throws or retries.
 */
export async function requestLivestream(
  instance: Instance,
  visitor: Visitor,
  signal?: AbortSignal,
): Promise<ClientResponse> {
  const { user, meeting, cookie } = visitor;
  const requested = { user, instance: instance.name, sentAt: performance.now() };
  const resultOf = (status: number, code: string) => ({
    ...requested,
    receivedAt: performance.now(),
    status,
    code,
    hungUp: signal?.aborted ?? false,
  });
  try {
    const { statusCode, body } = await instance.pool.request({
      method: 'GET',
      path: `/api/meetings/${meeting}/livestream`,
      headers: { cookie, 'cache-control': 'no-cache' },
      signal: signal ?? null,
    });
    const text = await body.text();
    return resultOf(statusCode, statusCode < 400 ? '' : codeOf(text));
  } catch (error) {
    return resultOf(0, error instanceof Error && 'code' in error ? String(error.code) : String(error));
  }
}

function codeOf(text: string): string {
  try {
    return String(JSON.parse(text).code);
  } catch {
    return 'unreadable';
  }
}

/** Processes all items with limited concurrency. */
export async function eachOf<Item>(
  items: readonly Item[],
  maxConcurrent: number,
  work: (item: Item, index: number) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const index = next++;
      await work(items[index] as Item, index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(maxConcurrent, items.length) }, worker));
}
