import { render } from 'preact';
import { App } from './app.tsx';
import { followEvents } from './events.ts';
import { language } from './language.ts';
import { loadSession } from './session.ts';

document.documentElement.lang = language;
const root = document.getElementById('app');
if (root) {
  root.textContent = '';
  render(<App />, root);
}

followEvents();
loadSession();

// A page that the browser kept and shows again (the back button) may be signed out since.
addEventListener('pageshow', (event) => {
  if (event.persisted) loadSession();
});
