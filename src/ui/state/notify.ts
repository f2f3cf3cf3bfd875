import { api, resultFor, serverNow } from '../api/client.ts';
import type { EventMessage } from '../api/event-stream.ts';
import { headerOf } from '../api/meeting-cache.ts';
import type { Kind } from '../api/types.ts';
import { strings } from '../i18n/index.ts';
import { readableId } from '../lib/meeting-id.ts';
import { visibleTopic } from '../lib/topic.ts';
import { go } from './navigation.ts';
import { followNotificationSetting, notificationStateOf, recordUnsupported } from './notification-setting.ts';
import { isPlannedStop } from './planned-stops.ts';
import { meetingPath } from './route.ts';
import { session } from './session.ts';
import { isLeader, onEvent } from './user-events.ts';

const messages = strings.notifications;

const VISIBLE_LOCK = 'uplink-visible';
/** A device that slept receives old events when it wakes: they are no longer news. */
const MAX_AGE_MS = 600_000;

type Content = { title: string; body: string; tag: string; path: string };

/** Shows a notification. A newer one with the same tag replaces it. */
function show({ title, body, tag, path }: Content): void {
  try {
    const notification = new Notification(title, { body, tag });
    notification.addEventListener('click', () => {
      window.focus();
      notification.close();
      go(path);
    });
  } catch {
    recordUnsupported();
  }
}

/** Shows that notifications work: the operating system may still suppress them. */
export function showSampleNotification(): void {
  show({ title: messages.sample, body: messages.sampleBody, tag: 'uplink', path: '/account' });
}

function isTurnedOn(): boolean {
  const current = session.peek();
  return current.state === 'signed in' && notificationStateOf(current.me.user.id) === 'on';
}

/** Notifies the user unless a tab of Uplink is in view, which shows the same. */
async function notify(content: Content): Promise<void> {
  if (isTurnedOn() && !(await isAnyTabVisible())) show(content);
}

/** Reports that a livestream did not start, for the tab in which the user started it. */
export function notifyStartFailed(kind: Kind, id: string): void {
  notify(contentOf(messages.failed, kind, id));
}

function contentOf(title: string, kind: Kind, id: string): Content {
  const body = visibleTopic(headerOf(kind, id).peek()?.topic) || readableId(id);
  return { title, body, tag: `${kind} ${id}`, path: meetingPath(kind, id) };
}

/**
 * Zoom also reports the end of a meeting that was never live. The history has an entry only for a
 * livestream that stopped.
 */
async function hasStopped(kind: Kind, id: string): Promise<boolean> {
  const history = await resultFor(
    api.GET(`/api/${kind}/{id}/livestream/history`, { params: { path: { id } } }),
  );
  if (!history.ok) return false;
  const broadcasts = history.value.changes.filter((entry) => ['started', 'stopped'].includes(entry.kind));
  return broadcasts[0]?.kind === 'stopped';
}

async function onLive({ kind, meeting_id: id, status, since }: EventMessage['live']): Promise<void> {
  if (status !== 'idle' || !isLeader() || !isTurnedOn() || isPlannedStop(kind, id)) return;
  if (serverNow() - Date.parse(since) > MAX_AGE_MS) return;
  if (await isAnyTabVisible()) return;
  if (await hasStopped(kind, id)) await notify(contentOf(messages.stopped, kind, id));
}

function onConnection({ status }: EventMessage['connection']): void {
  if (status !== 'reconnect_required' || !isLeader()) return;
  const { title, body } = strings.reconnect;
  notify({ title, body, tag: 'connection', path: '/account' });
}

/** Every tab in view holds this lock. Without the Web Locks API each tab knows only itself. */
async function isAnyTabVisible(): Promise<boolean> {
  if (document.visibilityState === 'visible') return true;
  const { held = [] } = (await navigator.locks?.query()) ?? {};
  return held.some(({ name }) => name === VISIBLE_LOCK);
}

function holdLockWhileVisible(): void {
  let release: (() => void) | null = null;
  const update = () => {
    const isVisible = document.visibilityState === 'visible';
    if (isVisible && !release) {
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      navigator.locks?.request(VISIBLE_LOCK, { mode: 'shared' }, () => held).catch(() => {});
    }
    if (isVisible) return;
    release?.();
    release = null;
  };
  document.addEventListener('visibilitychange', update);
  update();
}

/** Notifies the user of what happens while no tab of Uplink is in view. */
export function followNotifications(): void {
  followNotificationSetting();
  holdLockWhileVisible();
  onEvent('live', onLive);
  onEvent('connection', onConnection);
}
