import type { Kind } from './api.ts';
import { api, type Failure } from './client.ts';
import { noteLivestream } from './seen.ts';
import { read } from './session.ts';

type Asked = { kind: Kind; id: string };

/** Each costs a call to Zoom: few at once, and each meeting once for as long as the page lives. */
const AT_ONCE = 2;
/** More than any screen shows: who scrolls past a thousand rows has looked at the last of them. */
const MOST_WAITING = 60;
const FIRST_PAUSE_MS = 2_000;
/** Whoever is to wait longer asks again by scrolling. */
const LONGEST_PAUSE_MS = 60_000;
const waiting: Asked[] = [];
const asked = new Set<string>();
let running = 0;
let pauseMs = FIRST_PAUSE_MS;
let pause: ReturnType<typeof setTimeout> | undefined;

/** Asks for the livestream of a meeting that nobody has looked at, when its turn comes: what was seen last goes first. */
export function lookAt(kind: Kind, id: string): void {
  if (asked.has(`${kind} ${id}`)) return;
  asked.add(`${kind} ${id}`);
  waiting.unshift({ kind, id });
  forget(waiting.splice(MOST_WAITING));
  work();
}

function work(): void {
  while (running < AT_ONCE && pause === undefined && waiting.length > 0) workOn(waiting.shift() as Asked);
}

async function workOn(meeting: Asked): Promise<void> {
  running += 1;
  const { kind, id } = meeting;
  const answer = await read(api.GET(`/api/${kind}/{id}/livestream`, { params: { path: { id } } }));
  running -= 1;
  if (answer.ok) {
    pauseMs = FIRST_PAUSE_MS;
    noteLivestream(kind, answer.value);
  } else if (asked.has(`${kind} ${id}`) && isPassing(answer.failure)) {
    waiting.unshift(meeting);
    rest(answer.failure);
  }
  work();
}

/** What Zoom or the network refuses for one it would for the next: nobody is asked for a while. */
function rest(failure: Failure): void {
  if (pause !== undefined) return;
  const askedFor = failure.kind === 'problem' ? (failure.problem.retry_after ?? 0) * 1_000 : 0;
  const ms = Math.max(askedFor, pauseMs);
  if (ms > LONGEST_PAUSE_MS) {
    forget(waiting.splice(0));
    return;
  }
  pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
  pause = setTimeout(() => {
    pause = undefined;
    work();
  }, ms);
}

function isPassing(failure: Failure): boolean {
  return failure.kind !== 'problem' || failure.problem.status >= 429;
}

/** They are asked for again when they next come into view. */
function forget(meetings: Asked[]): void {
  for (const { kind, id } of meetings) asked.delete(`${kind} ${id}`);
}

/** Another user may sign in on the same page. */
export function forgetLooks(): void {
  clearTimeout(pause);
  pause = undefined;
  pauseMs = FIRST_PAUSE_MS;
  waiting.length = 0;
  asked.clear();
}
