import { effect } from '@preact/signals';
import { render } from 'preact';
import { language } from '../i18n/language.ts';
import { loadSession, session } from '../state/session.ts';
import { followEvents } from '../state/user-events.ts';
import { App } from './app.tsx';

document.documentElement.lang = language;
const root = document.getElementById('app');
if (root) {
  root.textContent = '';
  render(<App />, root);
}

followEvents();
loadSession();

// A page restored from the back/forward cache may have been signed out since.
addEventListener('pageshow', (event) => {
  if (event.persisted) loadSession();
});

/** Loaded after the first view: a page that has just been opened is in view, and notifies no one. */
async function followNotifications(): Promise<void> {
  const code = await import('../state/notify.ts').catch(() => null);
  code?.followNotifications();
}

let isFollowing = false;
effect(() => {
  if (isFollowing || session.value.state !== 'signed in') return;
  isFollowing = true;
  followNotifications();
});
