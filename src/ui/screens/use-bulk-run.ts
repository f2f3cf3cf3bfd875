import { useEffect, useRef, useState } from 'preact/hooks';
import { announce } from '../announce.ts';
import type { BulkUpdate } from '../api.ts';
import { api, type Failure } from '../client.ts';
import { onEvent } from '../events.ts';
import { go } from '../navigation.ts';
import { bulkPath } from '../route.ts';
import { read } from '../session.ts';
import { strings } from '../strings.ts';

const words = strings.bulk;

/** How often it is read while it runs: events say that there is news, this is for when none come. */
const LOOK_AGAIN_MS = 3_000;
const NO_SOONER_MS = 500;

/** One change of many while it runs and after: how it stands, and what can be done about it. */
export function useBulkRun(id: string) {
  const [run, setRun] = useState<BulkUpdate | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState<'cancel' | 'undo' | null>(null);
  const here = useRef(true);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const wasRunning = useRef(false);
  const path = { params: { path: { id } } };

  const take = (taken: BulkUpdate) => {
    setRun(taken);
    if (!isOver(taken)) {
      wasRunning.current = true;
      return lookIn(LOOK_AGAIN_MS);
    }
    if (wasRunning.current) announce(`${words.status[taken.status]}. ${summaryOf(taken)}`);
    wasRunning.current = false;
  };

  const look = async () => {
    clearTimeout(timer.current);
    const answer = await read(api.GET('/api/bulk-updates/{id}', path));
    if (!here.current) return;
    setFailure(answer.ok ? null : answer.failure);
    if (answer.ok) take(answer.value);
    else if (run) lookIn(LOOK_AGAIN_MS);
  };

  const lookIn = (ms: number) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(look, ms);
  };

  const cancel = async () => {
    if (busy) return;
    setBusy('cancel');
    const answer = await read(api.DELETE('/api/bulk-updates/{id}', path));
    if (!here.current) return;
    setBusy(null);
    setFailure(answer.ok ? null : answer.failure);
    if (answer.ok) take(answer.value);
  };

  const undo = async () => {
    if (busy) return;
    setBusy('undo');
    const answer = await read(api.POST('/api/bulk-updates/{id}/undo', path));
    if (!here.current) return;
    setBusy(null);
    setFailure(answer.ok ? null : answer.failure);
    if (answer.ok) go(bulkPath(answer.value.id));
  };

  useEffect(() => {
    here.current = true;
    look();
    // One event for each row: the counts at once, the rows in their own time.
    const stop = onEvent('bulk-update', (told) => {
      if (told.id !== id) return;
      const { done, failed } = told;
      setRun((now) => now && { ...now, done, failed });
      lookIn(NO_SOONER_MS);
    });
    return () => {
      here.current = false;
      clearTimeout(timer.current);
      stop();
    };
  }, []);

  return { run, failure, busy, look, cancel, undo };
}

/** Nothing waits any more. One that was cancelled is not over while a row is still under way. */
export function isOver({ status, rows }: BulkUpdate): boolean {
  return status !== 'queued' && status !== 'running' && !rows.some((row) => row.status === 'pending');
}

/** How many rows have come to their end. */
export function overOf({ done, failed, rows }: BulkUpdate): number {
  return Math.max(done + failed, rows.filter(({ status }) => status !== 'pending').length);
}

export function summaryOf({ done, failed, rows }: BulkUpdate): string {
  const others = rows.filter(({ status }) => status === 'skipped' || status === 'cancelled').length;
  return words.summary(done, failed, others);
}
