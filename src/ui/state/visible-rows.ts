import { api, type Failure } from '../api/client.ts';
import { recordLivestream, stateOf } from '../api/meeting-cache.ts';
import type { Kind } from '../api/types.ts';
import { canRead, isInUse, isOld, readIntervalMs, whileInUse } from './keep-current.ts';
import { read } from './session.ts';

type Row = { kind: Kind; id: string };

/** Each read may cost a call to Zoom. */
const MAX_CONCURRENT = 6;
/** More than any screen shows: when scrolling fast, only the most recent rows matter. */
const MAX_WAITING = 60;
const FIRST_PAUSE_MS = 2_000;
const MAX_PAUSE_MS = 60_000;

/** Rows in view by their key; a series has several rows of one meeting. */
const visible = new Map<string, Row & { count: number }>();
const waiting: Row[] = [];
/** When each was last requested (`performance.now()`). */
const requestedAt = new Map<string, number>();
/** Zoom or the API has no livestream for these: they are read again only on request. */
const rejected = new Set<string>();
/** Queued or in progress. */
const pending = new Set<string>();
/** How often the user has refreshed everything from Zoom. */
let refreshes = 0;
/** The last of these refreshes that each row was read for. */
const refreshed = new Map<string, number>();
let running = 0;
let pauseMs = FIRST_PAUSE_MS;
let pause: ReturnType<typeof setTimeout> | undefined;

const keyOf = ({ kind, id }: Row) => `${kind} ${id}`;

/**
 * The row came into view: its livestream is read if it is unknown or old, now and while the row
 * stays in view.
 */
export function showRow(kind: Kind, id: string): () => void {
  const key = keyOf({ kind, id });
  const row = visible.get(key) ?? { kind, id, count: 0 };
  row.count += 1;
  visible.set(key, row);
  request(row);
  return () => {
    row.count -= 1;
    if (row.count === 0) visible.delete(key);
  };
}

/** Reads the rows whose livestream is unknown, up to a limit; returns how many were requested. */
export function requestUnknown(rows: readonly Row[]): number {
  const unknown = rows.filter((row) => stateOf(row.kind, row.id).peek().livestream === null && isDue(row));
  const next = unknown.slice(0, MAX_WAITING - waiting.length);
  for (const row of next.reverse()) request(row);
  return next.length;
}

/** Zoom has no livestream for this row, or rejected the request. */
export function isRejected(kind: Kind, id: string): boolean {
  return rejected.has(keyOf({ kind, id }));
}

/** Reads the rows in view from Zoom now, and the others when they come into view. */
export function refreshRows(): void {
  refreshes += 1;
  requestedAt.clear();
  rejected.clear();
  checkRows();
}

/**
 * The server reported a change of this meeting, or of any: rejected rows may exist now, and cached
 * ones may be old.
 */
export function recordRowChange(kind: Kind | undefined, id: string | undefined): void {
  for (const row of visible.values()) {
    if ((kind ?? row.kind) !== row.kind || (id ?? row.id) !== row.id) continue;
    requestedAt.delete(keyOf(row));
    rejected.delete(keyOf(row));
  }
}

/** The connection to Zoom was renewed. */
export function retryRows(): void {
  requestedAt.clear();
  rejected.clear();
  checkRows();
}

/**
 * Reads the rows in view that are due: the list may have reported that their cached values are
 * outdated.
 */
export function checkRows(): void {
  for (const row of visible.values()) request(row);
}

whileInUse(checkRows);

function isDue(row: Row): boolean {
  const key = keyOf(row);
  const last = requestedAt.get(key);
  if (pending.has(key) || rejected.has(key)) return false;
  if (isRefreshDue(key)) return true;
  if (last !== undefined && performance.now() - last < readIntervalMs()) return false;
  const { livestream } = stateOf(row.kind, row.id).peek();
  return livestream === null || livestream.stale || isOld(livestream.fetched_at);
}

const isRefreshDue = (key: string) => (refreshed.get(key) ?? 0) < refreshes;

/** The row that came into view last is read first. */
function request({ kind, id }: Row): void {
  const row = { kind, id };
  if (!canRead() || !isDue(row)) return;
  requestedAt.set(keyOf(row), performance.now());
  pending.add(keyOf(row));
  waiting.unshift(row);
  abandon(waiting.splice(MAX_WAITING));
  work();
}

function work(): void {
  while (running < MAX_CONCURRENT && pause === undefined && waiting.length > 0)
    fetchRow(waiting.shift() as Row);
}

async function fetchRow(row: Row): Promise<void> {
  running += 1;
  const { kind, id } = row;
  const key = keyOf(row);
  const generation = refreshes;
  const headers: Record<string, string> = isRefreshDue(key) ? { 'cache-control': 'no-cache' } : {};
  const params = { path: { id } };
  // Requests caused by the user take priority.
  const response = await read(api.GET(`/api/${kind}/{id}/livestream`, { params, headers, priority: 'low' }));
  running -= 1;
  // Another user has signed in since.
  if (!pending.has(key)) return;
  if (!response.ok && isTransient(response.failure)) {
    waiting.unshift(row);
    rest(response.failure);
    return work();
  }
  pending.delete(key);
  refreshed.set(key, generation);
  if (response.ok) {
    pauseMs = FIRST_PAUSE_MS;
    recordLivestream(kind, response.value);
  } else rejected.add(key);
  work();
}

/** After a rejection by Zoom or the network, the next request would fail too: requests pause. */
function rest(failure: Failure): void {
  if (pause !== undefined) return;
  const requestedMs = failure.kind === 'problem' ? (failure.problem.retry_after ?? 0) * 1_000 : 0;
  const ms = Math.max(requestedMs, pauseMs);
  pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS);
  if (ms > MAX_PAUSE_MS) drop(waiting.splice(0));
  pause = setTimeout(
    () => {
      pause = undefined;
      // Dropped rows are requested again at the next check, or when they come into view.
      if (!canRead() || !isInUse()) drop(waiting.splice(0));
      work();
    },
    Math.min(ms, MAX_PAUSE_MS),
  );
}

function drop(rows: Row[]): void {
  for (const row of rows) pending.delete(keyOf(row));
}

function isTransient(failure: Failure): boolean {
  return failure.kind !== 'problem' || failure.problem.status >= 429;
}

/** They are requested again when they next come into view. */
function abandon(rows: Row[]): void {
  drop(rows);
  for (const row of rows) requestedAt.delete(keyOf(row));
}

/** Another user may sign in on the same page. */
export function forgetRows(): void {
  clearTimeout(pause);
  pause = undefined;
  pauseMs = FIRST_PAUSE_MS;
  waiting.length = 0;
  requestedAt.clear();
  rejected.clear();
  pending.clear();
  refreshed.clear();
  refreshes = 0;
}
