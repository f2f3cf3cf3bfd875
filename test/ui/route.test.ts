import { test } from 'tap';
import {
  changePath,
  installPath,
  isChangePath,
  listPath,
  meetingPath,
  outdatedIn,
  outdatedPath,
  routeOf,
  selectionIn,
  selectionPath,
  signInPath,
} from '../../src/ui/state/route.ts';

test('every path that the app writes leads back to its screen', async (t) => {
  for (const kind of ['meetings', 'webinars'] as const) {
    for (const type of ['upcoming', 'live', 'previous'] as const) {
      t.strictSame(routeOf(listPath(kind, type)), { screen: 'list', kind, type });
    }
    const id = '9223372036854775807';
    t.strictSame(routeOf(meetingPath(kind, id)), { screen: 'meeting', kind, id });
  }
});

test('an unknown choice in the address shows the first list', async (t) => {
  t.strictSame(routeOf('/meetings?type=y'), { screen: 'list', kind: 'meetings', type: 'upcoming' });
});

test('a path without a screen is unknown', async (t) => {
  for (const path of [
    '/elsewhere',
    '/meetings/abc',
    '/meetings/1234567',
    '/x/82929473321',
    '/meetings/1/2',
  ]) {
    t.strictSame(routeOf(path), { screen: 'unknown' }, path);
  }
});

test('adding to Zoom returns to the user’s page', async (t) => {
  t.equal(installPath('/'), '/install');
  t.equal(signInPath('/'), '/signin');
  t.equal(signInPath('/webinars?type=live'), '/signin?next=%2Fwebinars%3Ftype%3Dlive');
  t.equal(installPath('/webinars?type=live'), '/install?next=%2Fwebinars%3Ftype%3Dlive');
});

test('a bulk edit of the selection differs from one of the meetings with an outdated destination', async (t) => {
  t.strictSame(selectionIn(selectionPath('webinars')), { kind: 'webinars', destinationId: null });
  const withDestination = selectionPath('meetings', 'd1');
  t.strictSame(selectionIn(withDestination), { kind: 'meetings', destinationId: 'd1' });
  t.equal(outdatedIn(withDestination), null);
  t.equal(selectionIn(outdatedPath('d1', 'meetings')), null);
  t.strictSame(routeOf(withDestination), { screen: 'bulk', id: null });
});

test('the path for choosing a destination leads to the meeting', async (t) => {
  const path = changePath('webinars', '82929473321');
  t.strictSame(routeOf(path), { screen: 'meeting', kind: 'webinars', id: '82929473321' });
  t.ok(isChangePath(path));
  t.notOk(isChangePath(meetingPath('webinars', '82929473321')));
});
