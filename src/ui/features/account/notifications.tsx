import { useState } from 'preact/hooks';
import { strings } from '../../i18n/index.ts';
import { announce } from '../../state/announce.ts';
import {
  notificationStateOf,
  turnOffNotifications,
  turnOnNotifications,
} from '../../state/notification-setting.ts';
import { showSampleNotification } from '../../state/notify.ts';

const messages = strings.notifications;

/** Turns desktop notifications of this browser on or off. The browser's prompt follows the click. */
export function Notifications({ userId }: { userId: string }) {
  const state = notificationStateOf(userId);
  const [isWaiting, setWaiting] = useState(false);
  const [isUndecided, setUndecided] = useState(false);

  const turnOn = async () => {
    setWaiting(true);
    setUndecided(false);
    announce(messages.waiting);
    const isDecided = await turnOnNotifications(userId);
    setWaiting(false);
    setUndecided(!isDecided);
    if (!isDecided) announce(messages.undecided);
    if (notificationStateOf(userId) === 'on') showSampleNotification();
    if (notificationStateOf(userId) === 'blocked') announce(messages.blocked);
  };
  const toggle = () => {
    if (isWaiting) return;
    if (state === 'on') turnOffNotifications();
    else turnOn();
  };

  return (
    <>
      <p class="hint">{messages.hint}</p>
      {state === 'unsupported' && <p class="note">{messages.unsupported}</p>}
      {state === 'blocked' && <p class="note note-warn">{messages.blocked}</p>}
      {(state === 'on' || state === 'off') && (
        <>
          <button type="button" role="switch" class="toggle" aria-checked={state === 'on'} onClick={toggle}>
            <span class="toggle-track" aria-hidden="true" />
            {messages.label}
            <span class="muted" aria-hidden="true">
              {isWaiting ? messages.waiting : messages[state]}
            </span>
          </button>
          {isUndecided && <p class="note">{messages.undecided}</p>}
          <p class="hint">{messages.storage}</p>
        </>
      )}
    </>
  );
}
