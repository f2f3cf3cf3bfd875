import { useEffect, useRef, useState } from 'preact/hooks';
import { api, type Failure } from '../../api/client.ts';
import type { BulkUpdate } from '../../api/types.ts';
import { strings } from '../../i18n/index.ts';
import { announce } from '../../state/announce.ts';
import { go } from '../../state/navigation.ts';
import { bulkPath } from '../../state/route.ts';
import { read } from '../../state/session.ts';
import { showToast } from '../../state/toasts.ts';
import { onEvent } from '../../state/user-events.ts';

const messages = strings.bulk;

/** While the bulk edit runs, in case no events arrive. */
const POLL_INTERVAL_MS = 3_000;
const RELOAD_DELAY_MS = 500;

/** One bulk edit during and after its run: its progress, cancel and undo. */
export function useBulkRun(id: string) {
  const [run, setRun] = useState<BulkUpdate | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState<'cancel' | 'undo' | 'retry' | null>(null);
  const here = useRef(true);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const wasRunning = useRef(false);
  const path = { params: { path: { id } } };

  const show = (loaded: BulkUpdate) => {
    setRun(loaded);
    if (!isEnded(loaded)) {
      wasRunning.current = true;
      return poll(POLL_INTERVAL_MS);
    }
    if (wasRunning.current) announce(`${messages.status[loaded.status]}. ${summaryOf(loaded)}`);
    wasRunning.current = false;
  };

  const load = async () => {
    clearTimeout(timer.current);
    const response = await read(api.GET('/api/bulk-updates/{id}', path));
    if (!here.current) return;
    setFailure(response.ok ? null : response.failure);
    if (response.ok) show(response.value);
    else if (run) poll(POLL_INTERVAL_MS);
  };

  const poll = (ms: number) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(load, ms);
  };

  const cancel = async () => {
    if (busy) return;
    setBusy('cancel');
    const response = await read(api.DELETE('/api/bulk-updates/{id}', path));
    if (!here.current) return;
    setBusy(null);
    setFailure(response.ok ? null : response.failure);
    if (!response.ok) return;
    showToast({ text: messages.cancelled });
    show(response.value);
  };

  /** Starts the bulk edit that undoes or retries this one, and shows it. */
  const startNext = async (action: 'undo' | 'retry') => {
    if (busy) return;
    setBusy(action);
    announce(action === 'undo' ? messages.undoing : messages.retrying);
    const response = await read(api.POST(`/api/bulk-updates/{id}/${action}`, path));
    if (!here.current) return;
    setBusy(null);
    setFailure(response.ok ? null : response.failure);
    if (!response.ok) return;
    go(bulkPath(response.value.id));
    showToast({ text: action === 'undo' ? messages.undoStarted : messages.retryStarted });
  };

  useEffect(() => {
    here.current = true;
    load();
    // One event per row updates the counts immediately; the rows themselves are reloaded less
    // often.
    const stop = onEvent('bulk-update', (published) => {
      if (published.id !== id) return;
      const { done, failed } = published;
      setRun((now) => now && { ...now, done, failed });
      poll(RELOAD_DELAY_MS);
    });
    return () => {
      here.current = false;
      clearTimeout(timer.current);
      stop();
    };
  }, []);

  return { run, failure, busy, load, cancel, startNext };
}

/** No row is pending. A cancelled bulk edit is not finished while a row is still being updated. */
export function isEnded({ status, rows }: BulkUpdate): boolean {
  return status !== 'queued' && status !== 'running' && !rows.some((row) => row.status === 'pending');
}

/** Number of finished rows. */
export function overOf({ done, failed, rows }: BulkUpdate): number {
  return Math.max(done + failed, rows.filter(({ status }) => status !== 'pending').length);
}

export function summaryOf({ done, failed, rows }: BulkUpdate): string {
  const others = rows.filter(({ status }) => status === 'skipped' || status === 'cancelled').length;
  return messages.summary(done, failed, others);
}
