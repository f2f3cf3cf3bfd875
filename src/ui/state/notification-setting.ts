import { computed, signal } from '@preact/signals';
import { readStored, writeStored } from '../lib/browser-storage.ts';

const STORED = 'uplink-notifications';

export type NotificationState = 'unsupported' | 'blocked' | 'off' | 'on';

/** The user (Zoom user id) who turned notifications on in this browser; empty if none did. */
const turnedOnBy = signal(readStored(STORED) ?? '');
/** `unsupported` also for Chrome on Android, which has the constructor but throws. */
const permission = signal<NotificationPermission | 'unsupported'>(currentPermission());

function currentPermission(): NotificationPermission | 'unsupported' {
  return 'Notification' in globalThis ? Notification.permission : 'unsupported';
}

/** Another tab may change the setting, and the browser's own settings may change the permission. */
export function followNotificationSetting(): void {
  addEventListener('storage', ({ key, newValue }) => {
    if (key === STORED || key === null) turnedOnBy.value = newValue ?? '';
  });
  const update = () => {
    if (permission.peek() !== 'unsupported') permission.value = currentPermission();
  };
  navigator.permissions?.query({ name: 'notifications' }).then(
    (status) => status.addEventListener('change', update),
    () => {},
  );
  addEventListener('focus', update);
}

/** The setting of this user in this browser. */
export function notificationStateOf(userId: string): NotificationState {
  if (permission.value === 'unsupported') return 'unsupported';
  if (permission.value === 'denied') return 'blocked';
  return isOn.value && turnedOnBy.value === userId ? 'on' : 'off';
}

const isOn = computed(() => permission.value === 'granted' && turnedOnBy.value !== '');

/**
 * Asks for the browser's permission, which must follow a click, and turns notifications on if it is
 * granted. Resolves to false if the user closed the prompt without a decision.
 */
export async function turnOnNotifications(userId: string): Promise<boolean> {
  permission.value = await Notification.requestPermission();
  if (permission.value !== 'granted') return permission.value === 'denied';
  turnedOnBy.value = userId;
  writeStored(STORED, userId);
  return true;
}

export function turnOffNotifications(): void {
  turnedOnBy.value = '';
  writeStored(STORED, null);
}

/** The browser rejected a notification although it was permitted. */
export function recordUnsupported(): void {
  turnOffNotifications();
  permission.value = 'unsupported';
}
