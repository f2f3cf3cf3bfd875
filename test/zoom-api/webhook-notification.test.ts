import { test } from 'tap';
import { parseEvent, timeOf } from '../../src/zoom/event-notification.ts';

const parse = (value: unknown) =>
  parseEvent(Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)));
const meetingOf = (id: string, event = 'meeting.updated') =>
  parse(`{"event":"${event}","payload":{"object":{"host_id":"host","id":${id}}}}`)?.meeting;

test('a meeting id is read from a number or a string, without losing digits above 2^53', async (t) => {
  for (const id of ['123456789', '81234567890', '9007199254740993', '9223372036854775807']) {
    t.same(meetingOf(id), { kind: 'meeting', id }, `${id} as a number`);
    t.same(meetingOf(`"${id}"`), { kind: 'meeting', id }, `${id} as a string`);
    t.same(meetingOf(id, 'webinar.ended'), { kind: 'webinar', id });
  }
});

test('an invalid meeting id leads to no meeting', async (t) => {
  const odd = ['0', '-1', '1.5', '1e30', '1234567', '9223372036854775808', '99999999999999999999999'];
  for (const id of [
    ...odd,
    'null',
    'true',
    '[]',
    '{}',
    '""',
    '"abc"',
    '"0123456789"',
    '"1 OR 1=1"',
    '[123456789]',
  ])
    t.equal(meetingOf(id), undefined, id);
  t.equal(meetingOf('123456789', 'user.updated'), undefined);
  t.equal(meetingOf('123456789', 'phone.meeting.updated'), undefined);
});

test('the user of an event is the host of the meeting, the user object, or in a deauthorization the user of the payload', async (t) => {
  t.match(parse({ event: 'meeting.ended', payload: { object: { host_id: 'H', id: 1 } } }), { userId: 'H' });
  t.match(parse({ event: 'user.updated', payload: { object: { id: 'U', host_id: 'H' } } }), { userId: 'U' });
  t.match(parse({ event: 'app_deauthorized', payload: { user_id: 'D', object: { id: 'U' } } }), {
    userId: 'D',
  });
  for (const id of [1, '', null, ['H'], 'a\u0000b', 'a b', 'é', '\ud800', 'x'.repeat(257)])
    t.equal(
      parse({ event: 'user.updated', payload: { object: { id } } })?.userId,
      undefined,
      JSON.stringify(id),
    );
});

test('the time is read in all formats that Zoom uses', async (t) => {
  const at = Date.UTC(2024, 8, 8, 15, 58, 40);
  for (const value of [
    at,
    String(at),
    '2024-09-08T15:58:40Z',
    '2024-09-08 15:58:40',
    '2024-09-08T17:58:40+02:00',
  ])
    t.equal(timeOf(value), at, String(value));
  for (const value of [0, -1, Number.NaN, '', 'yesterday?', null, [], {}, true, '2024-99-99T00:00:00Z'])
    t.equal(timeOf(value), undefined, JSON.stringify(value));
  const deauthorization = { deauthorization_time: '2024-09-08T15:58:40Z', event_ts: '2025-01-01 00:00:00' };
  t.match(parse({ event: 'app_deauthorized', payload: deauthorization }), { at });
  t.match(parse({ event: 'app_deauthorized', event_ts: at + 9e9, payload: deauthorization }), { at });
});

test('only a JSON object with an event name is a webhook event', async (t) => {
  for (const text of [
    '',
    'null',
    '1',
    '"x"',
    '[]',
    '{}',
    '{"event":1}',
    '{"event":null}',
    '{"event":"x"',
    'x=1',
    '\0',
  ])
    t.equal(parse(text), undefined, text);
  t.equal(parse('['.repeat(100_000)), undefined);
  t.match(parse({ event: 'x', payload: 7 }), { event: 'x', payload: {}, object: {}, userId: undefined });
});

test('an invalid event name becomes unknown', async (t) => {
  for (const event of ['', 'a b', 'X', 'é', 'a\u0000b', 'x'.repeat(101), 'a{b="c"}', '\ud800'])
    t.equal(parse({ event })?.event, 'unknown', JSON.stringify(event));
});
