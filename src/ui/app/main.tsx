import { render } from 'preact';
import { language } from '../i18n/language.ts';
import { followNotifications } from '../state/notify.ts';
import { loadSession } from '../state/session.ts';
import { followEvents } from '../state/user-events.ts';
import { App } from './app.tsx';

document.documentElement.lang = language;
const root = document.getElementById('app');
if (root) {
  root.textContent = '';
  render(<App />, root);
}

followEvents();
followNotifications();
loadSession();

// A page restored from the back/forward cache may have been signed out since.
addEventListener('pageshow', (event) => {
  if (event.persisted) loadSession();
});
