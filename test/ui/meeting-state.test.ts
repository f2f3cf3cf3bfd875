import t from 'tap';
import { meetingStateOf } from '../../src/ui/features/meeting/header/meeting-state.ts';

const now = new Date('2026-11-28T12:00:00Z');
const at = (time: string) => new Date(`2026-11-28T${time}:00Z`);
const facts = {
  isDeleted: false,
  inProgress: false,
  live: 'idle',
  endedAt: null,
  start: at('11:30'),
  duration: 60,
  isSeries: false,
  now,
} as const;

t.test('a meeting that Zoom reports as in progress, or that streams, is in progress', async (t) => {
  t.equal(meetingStateOf({ ...facts, inProgress: true }), 'in progress');
  t.equal(meetingStateOf({ ...facts, inProgress: null, live: 'live' }), 'in progress');
  t.equal(meetingStateOf({ ...facts, live: 'live' }), 'in progress', 'the check may be older');
});

t.test('without a report of Zoom nothing is claimed', async (t) => {
  t.equal(meetingStateOf({ ...facts, inProgress: null }), null);
});

t.test('a meeting has ended after its scheduled time, unless it is a series', async (t) => {
  const over = { ...facts, start: at('10:00') };
  t.equal(meetingStateOf(facts), 'not started', 'late, but still within its time');
  t.equal(meetingStateOf(over), 'ended');
  t.equal(meetingStateOf({ ...over, isSeries: true }), 'not started');
  t.equal(meetingStateOf({ ...over, start: null }), 'not started', 'without a fixed time');
  t.equal(meetingStateOf({ ...over, duration: undefined }), 'not started', 'of unknown duration');
  t.equal(meetingStateOf({ ...over, inProgress: true }), 'in progress', 'it can last longer');
});

t.test('an event of its end counts, unless that was before its start', async (t) => {
  const ended = { ...facts, endedAt: at('11:45') };
  t.equal(meetingStateOf(ended), 'ended', 'before the scheduled end');
  t.equal(meetingStateOf({ ...ended, isSeries: true }), 'ended');
  t.equal(
    meetingStateOf({ ...ended, inProgress: null }),
    'ended',
    'a webinar, whose state Zoom does not return',
  );
  t.equal(meetingStateOf({ ...ended, inProgress: true }), 'in progress', 'it was started again');
  t.equal(meetingStateOf({ ...ended, start: at('13:00') }), 'not started', 'it was a rehearsal');
  t.equal(
    meetingStateOf({ ...ended, start: null }),
    'not started',
    'without a fixed time, the next one comes',
  );
});

t.test('a deleted meeting is only that', async (t) => {
  t.equal(meetingStateOf({ ...facts, isDeleted: true, inProgress: true, live: 'live' }), 'deleted');
});
