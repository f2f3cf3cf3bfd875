import t from 'tap';
import { primaryActionOf } from '../../src/ui/features/meeting/go-live/primary-action.ts';

t.test('the next step follows the day: set up, start the meeting, go live, stop', async (t) => {
  t.equal(primaryActionOf({ isConfigured: false, live: 'unknown', inProgress: false }), 'set up');
  t.equal(primaryActionOf({ isConfigured: true, live: 'unknown', inProgress: false }), 'start meeting');
  t.equal(primaryActionOf({ isConfigured: true, live: 'idle', inProgress: true }), 'go live');
  t.equal(primaryActionOf({ isConfigured: true, live: 'live', inProgress: true }), 'stop');
});

t.test('a stream can be stopped whatever else is reported', async (t) => {
  t.equal(primaryActionOf({ isConfigured: false, live: 'live', inProgress: false }), 'stop');
});

t.test('a host is not sent to Zoom while it is unknown whether the meeting has started', async (t) => {
  t.equal(primaryActionOf({ isConfigured: true, live: 'unknown', inProgress: null }), 'go live');
});
