import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import t from 'tap';
import {
  createReadMeetingSessions,
  recordMeetingEnd,
  recordMeetingStart,
} from '../../src/livestreams/meeting-sessions.ts';
import { startWithWebhooks } from '../helpers/webhook-host.ts';
import { enableWebhooks, sendWebhook, webhooksProcessed } from '../helpers/webhooks.ts';
import { addHosted, COLLEAGUE, HOST, KINDS, type Kind } from '../helpers/zoom-host.ts';

const { uplink, client } = await startWithWebhooks(t);
const { simulator } = uplink;

const MINUTE = 60_000;

/** What a user sees of a meeting or webinar, on its page and in the list. */
async function seen(kind: Kind, id: string) {
  await webhooksProcessed(uplink);
  const report = (await client.get(`/api/${kind}/${id}/preflight`)).json.meeting;
  const list = (await client.get(`/api/${kind}`, { 'cache-control': 'no-cache' })).json.meetings;
  const rows = list.filter((meeting: { id: string }) => meeting.id === id);
  return {
    inProgress: report.in_progress,
    since: report.in_progress_since,
    ended: report.ended_at,
    rows: rows.map((row: { in_progress_since?: string }) => row.in_progress_since),
  };
}

/** The payload of a `started` or `ended` event. */
function payload({ id, uuid }: { id: string; uuid: string }, object: object = {}) {
  return { account_id: 'a', object: { id, uuid, host_id: HOST, ...object } };
}

const iso = (ms: number) => new Date(ms).toISOString();

for (const kind of KINDS) {
  const one = kind.slice(0, -1);

  t.test(`since when ${kind} are in progress comes from Zoom's event`, async (t) => {
    const { id } = addHosted(simulator, kind);
    const before = await seen(kind, id);
    t.equal(before.since, undefined);
    t.strictSame(before.rows, [undefined]);
    const from = Math.floor(Date.now() / 1000) * 1000;
    simulator.startMeeting(id);
    const { inProgress, since, rows } = await seen(kind, id);
    t.equal(inProgress, true);
    t.ok(Date.parse(since) >= from && Date.parse(since) <= Date.now(), 'about now');
    t.strictSame(rows, [since]);
    simulator.endMeeting(id);
    const after = await seen(kind, id);
    t.equal(after.since, undefined);
    t.ok(Date.parse(after.ended) >= from, 'and so does the end');
    t.strictSame(after.rows, [undefined]);
  });

  t.test(`the scheduled start of ${kind} is not taken for the actual one`, async (t) => {
    const { id, meeting } = addHosted(simulator, kind, { live: true });
    const at = Date.now() - 5 * MINUTE;
    const object = { start_time: iso(at - 2 * MINUTE) };
    await sendWebhook(uplink, `${one}.started`, payload(meeting, object), { eventTs: at });
    t.equal((await seen(kind, id)).since, iso(at));
    const exact = addHosted(simulator, kind, { live: true });
    const start = { start_time: iso(at - 1500) };
    await sendWebhook(uplink, `${one}.started`, payload(exact.meeting, start), { eventTs: at });
    t.equal((await seen(kind, exact.id)).since, iso(at - 1500), 'an earlier event of a moment ago counts');
  });

  t.test(`${kind} whose end was missed are not shown as in progress`, async (t) => {
    const { id } = addHosted(simulator, kind);
    simulator.startMeeting(id);
    t.ok((await seen(kind, id)).since);
    simulator.configure({ webhookUrl: undefined });
    simulator.endMeeting(id);
    const missed = await seen(kind, id);
    t.not(missed.inProgress, true);
    t.strictSame([missed.since, missed.rows], [undefined, [undefined]]);
    simulator.startMeeting(id);
    const next = await seen(kind, id);
    t.strictSame([next.since, next.rows], [undefined, [undefined]], 'nor the next session since then');
    enableWebhooks(uplink);
    simulator.endMeeting(id);
    t.ok((await seen(kind, id)).ended);
  });
}

t.test('a late end of the previous session does not end the current one', async (t) => {
  const { id, meeting } = addHosted(simulator, 'meetings', { live: true });
  const now = Date.now();
  const earlier = { id, uuid: 'earlier==' };
  await sendWebhook(uplink, 'meeting.started', payload(earlier), { eventTs: now - 60 * MINUTE });
  await sendWebhook(uplink, 'meeting.started', payload(meeting), { eventTs: now - 10 * MINUTE });
  const end = { end_time: iso(now - 11 * MINUTE) };
  await sendWebhook(uplink, 'meeting.ended', payload(earlier, end), { eventTs: now - 9 * MINUTE });
  t.equal((await seen('meetings', id)).since, iso(now - 10 * MINUTE));
  await sendWebhook(uplink, 'meeting.started', payload(earlier), { eventTs: now - 60 * MINUTE });
  t.equal((await seen('meetings', id)).since, iso(now - 10 * MINUTE), 'nor a duplicate start');
  await sendWebhook(uplink, 'meeting.ended', payload(meeting), { eventTs: now - MINUTE });
  await sendWebhook(uplink, 'meeting.started', payload(meeting), { eventTs: now - 10 * MINUTE });
  t.equal((await seen('meetings', id)).since, undefined, 'a session that ended does not start again');
});

t.test('the session of one user is not shown to another', async (t) => {
  const { id } = addHosted(simulator);
  simulator.startMeeting(id);
  await webhooksProcessed(uplink);
  const read = createReadMeetingSessions(uplink.database);
  t.equal((await read(HOST, 'meeting', [id])).size, 1);
  t.equal((await read(COLLEAGUE, 'meeting', [id])).size, 0);
});

/** Consecutive sessions of one meeting, of which any event may have been missed. */
const story = fc
  .array(fc.record({ uuid: fc.boolean(), hasStart: fc.boolean(), hasEnd: fc.boolean(), length: fc.nat(2) }), {
    minLength: 1,
    maxLength: 4,
  })
  .map((sessions) => {
    let at = 1_700_000_000_000;
    return sessions.flatMap(({ uuid, hasStart, hasEnd, length }, index) => {
      const session = uuid ? `uuid-${index}` : null;
      const start = { what: 'start' as const, uuid: session, at };
      at += 1 + length;
      const end = { what: 'end' as const, uuid: session, at };
      at += length;
      return [...(hasStart ? [start] : []), ...(hasEnd ? [end] : [])];
    });
  })
  .filter((events) => events.length > 0)
  .chain((events) =>
    fc.record({
      events: fc.constant(events),
      order: fc
        .tuple(fc.shuffledSubarray(events, { minLength: events.length }), fc.subarray(events))
        .map(([order, again]) => [...order, ...again]),
    }),
  );

t.test('events in any order, and repeated, lead to the latest session', async (t) => {
  const read = createReadMeetingSessions(uplink.database);
  let number = 80_000_000_000;
  async function play(events: { what: 'start' | 'end'; uuid: string | null; at: number }[]) {
    number += 1;
    const meeting = { kind: 'meeting' as const, id: String(number) };
    for (const { what, uuid, at } of events) {
      const key = { userId: HOST, meeting };
      if (what === 'end') await recordMeetingEnd(uplink.database.sql, key, { uuid, at });
      else await recordMeetingStart(uplink.database.sql, key, { uuid, at, startedAt: at });
    }
    return (await read(HOST, 'meeting', [meeting.id])).get(meeting.id);
  }
  const seenStates = new Set<boolean>();
  await fc.assert(
    fc.asyncProperty(story, async ({ events, order }) => {
      const expected = await play(events);
      const last = events.at(-1);
      if (expected === undefined || last === undefined) throw new Error('no session');
      seenStates.add(expected.endedAt !== null);
      if ((expected.endedAt !== null) !== (last.what === 'end')) throw new Error('not the latest event');
      if (expected.uuid !== last.uuid) throw new Error('not the latest session');
      const shown = ({ uuid, startedAt, endedAt }: typeof expected) =>
        JSON.stringify([uuid, uuid && startedAt, endedAt]);
      const actual = await play(order);
      if (actual === undefined || shown(actual) !== shown(expected))
        throw new Error(`${JSON.stringify(order)} led to ${JSON.stringify(actual)}`);
    }),
    { numRuns: 150 },
  );
  t.equal(seenStates.size, 2, 'both outcomes occur');
});

t.test('nothing is stored about a user who is not installed', async (t) => {
  const key = { userId: randomUUID(), meeting: { kind: 'meeting' as const, id: '80000000000' } };
  await recordMeetingStart(uplink.database.sql, key, { uuid: null, at: 1, startedAt: 1 });
  await recordMeetingEnd(uplink.database.sql, key, { uuid: null, at: 2 });
  const read = createReadMeetingSessions(uplink.database);
  t.equal((await read(key.userId, 'meeting', [key.meeting.id])).size, 0);
});
