import type { Kind } from './api.ts';
import { api } from './client.ts';
import { noteLivestream } from './seen.ts';
import { read } from './session.ts';

type Asked = { kind: Kind; id: string };

/** Each costs a call to Zoom: few at once, and each meeting once for as long as the page lives. */
const AT_ONCE = 2;
/** Who scrolls past a thousand rows has looked at the last of them. */
const MOST_WAITING = 24;
const waiting: Asked[] = [];
const asked = new Set<string>();
let running = 0;

/** Asks for the livestream of a meeting that nobody has looked at, when its turn comes: what was seen last goes first. */
export function lookAt(kind: Kind, id: string): void {
  if (asked.has(`${kind} ${id}`)) return;
  asked.add(`${kind} ${id}`);
  waiting.unshift({ kind, id });
  forget(waiting.splice(MOST_WAITING));
  if (running < AT_ONCE) work();
}

/** One refusal ends the queue: what Zoom or the network refuses for one it would for the next. */
async function work(): Promise<void> {
  running += 1;
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const { kind, id } = next;
    const answer = await read(api.GET(`/api/${kind}/{id}/livestream`, { params: { path: { id } } }));
    if (answer.ok) noteLivestream(kind, answer.value);
    else if (answer.failure.kind !== 'problem' || answer.failure.problem.status >= 429)
      forget(waiting.splice(0));
  }
  running -= 1;
}

/** They are asked for again when they next come into view. */
function forget(meetings: Asked[]): void {
  for (const { kind, id } of meetings) asked.delete(`${kind} ${id}`);
}

/** Another user may sign in on the same page. */
export function forgetLooks(): void {
  waiting.length = 0;
  asked.clear();
}
