import { test } from 'tap';
import { createEventLog, isAfter, type UserEvent } from '../../src/ui/api/event-log.ts';

const live = (id: string): UserEvent => ({
  id,
  name: 'live',
  data: { kind: 'meetings', meeting_id: id, status: 'live', since: '' },
});
const gap = (id: string): UserEvent => ({ id, name: 'livestream', data: {} });

const logAfter = (after: string, ...events: UserEvent[]) => {
  const log = createEventLog();
  log.reset(after);
  const added = events.map((event) => log.add(event));
  return { log, added };
};

test('event ids are compared as numbers, also above 2^53', async (t) => {
  t.ok(isAfter('10', '9'));
  t.notOk(isAfter('9', '10'));
  t.notOk(isAfter('9', '9'));
  t.ok(isAfter('9007199254740993', '9007199254740992'));
});

test('an event that the tab already has is not added', async (t) => {
  const { log, added } = logAfter('4', live('5'), live('5'), live('4'), live('6'));
  t.strictSame(added, [true, false, false, true]);
  t.equal(log.lastId(), '6');
  t.strictSame(log.since('5'), { events: [live('6')], isComplete: true });
});

test('events from before the log are incomplete', async (t) => {
  const { log } = logAfter('4', live('5'));
  t.strictSame(log.since('3'), { events: [], isComplete: false });
  t.strictSame(log.since('4'), { events: [live('5')], isComplete: true });
});

test('a gap discards the events before it, even with an id that the tab has', async (t) => {
  const { log, added } = logAfter('4', live('5'), gap('5'), live('6'));
  t.strictSame(added, [true, true, true]);
  t.strictSame(log.since('4'), { events: [], isComplete: false });
  t.strictSame(log.since('5'), { events: [live('6')], isComplete: true });
});

test('only the latest 200 events are stored', async (t) => {
  const { log } = logAfter('0', ...Array.from({ length: 201 }, (_, index) => live(`${index + 1}`)));
  t.equal(log.since('0').isComplete, false);
  t.equal(log.since('1').events.length, 200);
});
