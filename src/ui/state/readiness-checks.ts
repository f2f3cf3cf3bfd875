import { effect } from '@preact/signals';
import { api } from '../api/client.ts';
import { stateOf } from '../api/meeting-cache.ts';
import type { Kind } from '../api/types.ts';
import { settingsOf } from '../lib/row-readiness.ts';
import { momentOf } from '../lib/times.ts';
import { canRead, whileInUse } from './keep-current.ts';
import { checkOf, expireChecks, readinessOf, recordCheck } from './row-readiness.ts';
import { read, session } from './session.ts';

type Row = { kind: Kind; id: string };

/** A check costs up to two Light calls to Zoom, so only meetings of the next day are checked. */
const HORIZON_MS = 24 * 3_600_000;
const MAX_AGE_MS = 10 * 60_000;
/** After a failed check. */
const RETRY_MS = 60_000;
const MAX_CONCURRENT = 2;
/** More than a screen shows. */
const MAX_WAITING = 24;

const keyOf = ({ kind, id }: Row) => `${kind} ${id}`;

/** Rows in view that start soon; a series may have several rows. */
const visible = new Map<string, Row & { count: number }>();
const waiting = new Map<string, Row>();
const running = new Set<string>();
const failedAt = new Map<string, number>();
/** Increases at sign-out: pending results belong to the previous user. */
let generation = 0;

/** Whether a meeting takes place soon enough to be checked without a request by the user. */
export function isCheckedSoon(startTime: string | null, now: number): boolean {
  const start = momentOf(startTime)?.getTime() ?? Number.NaN;
  return Math.abs(start - now) < HORIZON_MS;
}

/**
 * The row came into view: its readiness is checked when its settings are known, and again when they
 * change or the result is old. The returned function ends that.
 */
export function showForCheck(kind: Kind, id: string): () => void {
  const key = keyOf({ kind, id });
  const row = visible.get(key) ?? { kind, id, count: 0 };
  row.count += 1;
  visible.set(key, row);
  // A signal's change may come while Preact renders, so the request waits for the current task.
  const stop = effect(() => {
    stateOf(kind, id).value;
    checkOf(kind, id).value;
    queueMicrotask(() => visible.has(key) && requestChecks([{ kind, id }]));
  });
  return () => {
    stop();
    row.count -= 1;
    if (row.count > 0) return;
    visible.delete(key);
    waiting.delete(key);
  };
}

/** Checks these rows if their readiness is unknown, up to a limit. */
export function requestChecks(rows: readonly Row[]): void {
  if (!canRead()) return;
  for (const row of rows) {
    if (waiting.size >= MAX_WAITING) break;
    if (isDue(row)) waiting.set(keyOf(row), row);
  }
  work();
}

function isDue(row: Row): boolean {
  const key = keyOf(row);
  const { livestream } = stateOf(row.kind, row.id).peek();
  if (!livestream?.configured || livestream.stale) return false;
  if (waiting.has(key) || running.has(key)) return false;
  if (performance.now() - (failedAt.get(key) ?? Number.NEGATIVE_INFINITY) < RETRY_MS) return false;
  // A check of these settings that left something unknown is not repeated before it expires.
  const isChecked = checkOf(row.kind, row.id).peek()?.settings === settingsOf(livestream);
  return !isChecked && readinessOf(row.kind, row.id).peek().mark === 'configured';
}

function work(): void {
  for (const [key, row] of waiting) {
    if (running.size >= MAX_CONCURRENT) return;
    waiting.delete(key);
    check(row);
  }
}

async function check(row: Row): Promise<void> {
  const { kind, id } = row;
  const key = keyOf(row);
  const startedIn = generation;
  running.add(key);
  // Requests caused by the user take priority.
  const response = await read(
    api.GET(`/api/${kind}/{id}/preflight`, { params: { path: { id } }, priority: 'low' }),
  );
  if (startedIn !== generation) return;
  running.delete(key);
  if (response.ok) recordCheck(kind, id, response.value);
  else failedAt.set(key, performance.now());
  work();
}

whileInUse(() => {
  expireChecks(MAX_AGE_MS);
  requestChecks([...visible.values()]);
});

/** Another user may sign in on the same page. */
effect(() => {
  if (session.value.state !== 'signed out') return;
  generation += 1;
  visible.clear();
  waiting.clear();
  running.clear();
  failedAt.clear();
});
