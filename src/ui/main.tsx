import { render } from 'preact';
import { App } from './app.tsx';
import { loadSession } from './session.ts';

const root = document.getElementById('app');
if (root) {
  root.textContent = '';
  render(<App />, root);
}

loadSession();

// A page that the browser kept and shows again (the back button) may be signed out since.
addEventListener('pageshow', (event) => {
  if (event.persisted) loadSession();
});
