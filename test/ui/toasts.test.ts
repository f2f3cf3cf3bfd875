import { mock } from 'node:test';
import { type Test, test } from 'tap';
import { announcement } from '../../src/ui/state/announce.ts';
import { clearToasts, dismissToast, pauseToasts, showToast, toasts } from '../../src/ui/state/toasts.ts';

/** Advances the clock and its timers. */
function startClock(t: Test): (ms: number) => void {
  mock.timers.enable({ apis: ['setTimeout'] });
  let now = 0;
  mock.method(performance, 'now', () => now);
  t.teardown(() => {
    clearToasts();
    mock.timers.reset();
    mock.restoreAll();
  });
  return (ms) => {
    now += ms;
    mock.timers.tick(ms);
  };
}

const texts = () => toasts.value.map(({ text }) => text);

test('a toast is announced and disappears after 10 seconds', async (t) => {
  const pass = startClock(t);
  showToast({ text: 'Copied.' });
  t.strictSame(texts(), ['Copied.']);
  t.equal(announcement.value.text, 'Copied.');
  pass(9_999);
  t.strictSame(texts(), ['Copied.']);
  pass(1);
  t.strictSame(texts(), []);
});

test('the announcement names the action and the shortcut for it', async (t) => {
  startClock(t);
  showToast({ text: 'Saved.', action: { label: 'Undo', run: () => {} } });
  t.equal(announcement.value.text, 'Saved. Undo: press F8.');
});

test('a paused toast keeps its remaining time, also if it appeared during the pause', async (t) => {
  const pass = startClock(t);
  showToast({ text: 'Saved.' });
  pass(7_000);
  pauseToasts(true);
  showToast({ text: 'Copied.' });
  pass(60_000);
  t.strictSame(texts(), ['Saved.', 'Copied.']);
  pauseToasts(false);
  pass(2_999);
  t.strictSame(texts(), ['Saved.', 'Copied.']);
  pass(1);
  t.strictSame(texts(), ['Copied.']);
  pass(7_000);
  t.strictSame(texts(), []);
});

test('the pause ends with the last toast', async (t) => {
  const pass = startClock(t);
  showToast({ text: 'Saved.' });
  pauseToasts(true);
  dismissToast(toasts.value[0]?.id ?? 0);
  showToast({ text: 'Copied.' });
  pass(10_000);
  t.strictSame(texts(), []);
});

test('at most three toasts are shown, and a repeated text replaces its toast', async (t) => {
  const pass = startClock(t);
  for (const text of ['1', '2', '3', '4']) showToast({ text });
  t.strictSame(texts(), ['2', '3', '4']);
  pass(5_000);
  showToast({ text: '2' });
  t.strictSame(texts(), ['3', '4', '2']);
  pass(5_000);
  t.strictSame(texts(), ['2'], 'its time starts again');
});

test('the caller can remove its toast, and nothing else', async (t) => {
  startClock(t);
  const remove = showToast({ text: 'Saved.', action: { label: 'Undo', run: () => {} } });
  showToast({ text: 'Copied.' });
  remove();
  remove();
  t.strictSame(texts(), ['Copied.']);
});
