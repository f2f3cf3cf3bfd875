import { test } from 'tap';
import {
  changeOf,
  startOf,
  stopOf,
  zoomDefaults,
} from '../../src/ui/features/meeting/go-live/status-update.ts';
import { elapsed } from '../../src/ui/lib/format-duration.ts';

const appearance = {
  ...zoomDefaults,
  layout: 'gallery_view' as const,
  displayName: ' Town hall ',
  showsSpeaker: true,
};

test('a meeting starts with layout and names, a webinar with names only', async (t) => {
  t.strictSame(startOf('meetings', appearance).body, {
    action: 'start',
    settings: {
      layout: 'gallery_view',
      close_caption: 'burnt-in',
      active_speaker_name: true,
      display_name: 'Town hall',
    },
  });
  t.strictSame(startOf('webinars', appearance).body, {
    action: 'start',
    settings: { active_speaker_name: true, display_name: 'Town hall' },
  });
});

test('an empty name is omitted, because Zoom rejects it', async (t) => {
  t.notOk('display_name' in (startOf('meetings', { ...appearance, displayName: '  ' }).body.settings ?? {}));
});

test('a running stream accepts a layout only; stopping has no settings', async (t) => {
  t.strictSame(Object.keys(changeOf(appearance).body.settings ?? {}), ['layout', 'close_caption']);
  t.strictSame(stopOf('webinars').body, { action: 'stop' });
});

test('a duration is formatted like a stopwatch', async (t) => {
  t.equal(elapsed(-5), '0:00');
  t.equal(elapsed(247_900), '4:07');
  t.equal(elapsed(3_847_000), '1:04:07');
  t.equal(elapsed(36_000_000), '10:00:00');
});
