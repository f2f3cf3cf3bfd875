import t from 'tap';
import { DecryptionError } from '../../src/crypto/envelope.ts';
import { Problem } from '../../src/problem.ts';
import type { UserEvent } from '../../src/webhooks/handlers.ts';
import type { Inbox } from '../../src/webhooks/inbox.ts';
import type { ApplyEffects, LivestreamEffect } from '../../src/webhooks/livestream-effects.ts';
import { createProcessWebhooks } from '../../src/webhooks/process.ts';

const TAKEN_AT = 1_739_923_528_000;
const MINUTE = 60_000;

interface Given {
  events: object[];
  recipients?: (userId: string | undefined) => string[] | Promise<string[]>;
  fails?: (event: UserEvent) => void;
  /** Whether users of the account have a cached list. */
  hasLists?: boolean;
  applyEffects?: ApplyEffects;
  signal?: AbortSignal;
}

/** The `open` of an inbox that stores these events, with their index as the key. */
function storing(events: object[]): Inbox['open'] {
  return async (keys) =>
    keys.map((key) => ({
      key,
      takenAt: TAKEN_AT,
      decryptBody: () => Buffer.from(JSON.stringify(events[Number(key)])),
    }));
}

/** Processes events with a handler for `meeting.updated`, and returns everything that happened. */
async function processed(given: Given) {
  const { events, recipients = () => ['host'], fails, hasLists = true, applyEffects, signal } = given;
  const handled: UserEvent[] = [];
  const finished: string[] = [];
  const counted: string[][] = [];
  const relisted: string[][] = [];
  const run = createProcessWebhooks({
    inbox: {
      hasSeen: async () => true,
      take: async () => {},
      open: storing(events),
      finish: async (keys) => {
        if (keys.length === 0) throw new Error('a statement for nothing');
        finished.push(...keys);
      },
    },
    handlers: new Map([
      [
        'meeting.updated',
        async (event: UserEvent, apply?: ApplyEffects) => {
          handled.push(event);
          fails?.(event);
          await apply?.([effectOf(event)]);
        },
      ],
    ]),
    findRecipients: async ({ userId }) => recipients(userId),
    relistAccount: async (...account) => {
      relisted.push(account);
      return hasLists;
    },
    count: (...counts) => void counted.push(counts),
    ...(applyEffects && { applyEffects }),
  });
  const error = await run(
    events.map((_event, n) => `${n}`),
    signal,
  ).then(
    () => undefined,
    (error: unknown) => error,
  );
  return { handled, finished, counted, relisted, error };
}

function effectOf({ userId, at, meeting }: UserEvent): LivestreamEffect {
  return { type: 'dirty', userId, at, meeting: meeting ?? { kind: 'meeting', id: '' } };
}

const updated = (values: object = {}, at: number | undefined = TAKEN_AT) => ({
  event: 'meeting.updated',
  event_ts: at,
  payload: { account_id: 'account', object: { id: 91234567890, host_id: 'host', ...values } },
});
const of = (host: string) => updated({ host_id: host });
const done = ['meeting.updated', 'done'];

t.test('an event is applied for each recipient, marked as processed and counted', async (t) => {
  const { handled, finished, counted } = await processed({
    events: [updated()],
    recipients: () => ['a', 'b'],
  });
  t.same(
    handled.map(({ userId, at }) => [userId, at]),
    [
      ['a', TAKEN_AT],
      ['b', TAKEN_AT],
    ],
  );
  t.same([finished, counted], [['0'], [done]]);
});

t.test('a job whose events were processed before does nothing', async (t) => {
  const result = await processed({ events: [] });
  t.same(result, { handled: [], finished: [], counted: [], relisted: [], error: undefined });
});

t.test('an event without a handler, or a body that is not an event, is only counted', async (t) => {
  for (const event of [{ event: 'some.event' }, { unexpected: true }]) {
    const { handled, finished, counted } = await processed({ events: [event] });
    t.same([handled, finished, counted], [[], ['0'], [['other', 'unknown_event']]]);
  }
});

t.test('a time up to five minutes in the future counts, a later one is replaced', async (t) => {
  const timeOf = async (at?: number) => (await processed({ events: [updated({}, at)] })).handled[0]?.at;
  t.equal(await timeOf(TAKEN_AT - 60 * MINUTE), TAKEN_AT - 60 * MINUTE);
  t.equal(await timeOf(TAKEN_AT + 5 * MINUTE), TAKEN_AT + 5 * MINUTE);
  t.equal(await timeOf(TAKEN_AT + 5 * MINUTE + 1), TAKEN_AT);
  const { handled } = await processed({ events: [{ ...updated(), event_ts: undefined }] });
  t.equal(handled[0]?.at, TAKEN_AT, 'without a time');
});

t.test('livestream settings are used only if the event names the host', async (t) => {
  const live_streaming = { service: 'Custom_Live_Streaming_Service' };
  const named = await processed({ events: [updated({ live_streaming })] });
  t.same(named.handled[0]?.object.live_streaming, live_streaming);
  const unnamed = await processed({ events: [updated({ live_streaming, host_id: undefined, topic: 'x' })] });
  t.notOk('live_streaming' in (unnamed.handled[0]?.object ?? { live_streaming }));
  t.match(unnamed.handled[0], { userId: 'host', object: { topic: 'x' } });
});

t.test('an event without a host or recipient refreshes the lists of its account', async (t) => {
  const given = { events: [updated({ host_id: undefined })], recipients: () => [] };
  const listed = await processed(given);
  t.same([listed.relisted, listed.counted], [[['account', 'meeting']], [done]]);
  const unlisted = await processed({ ...given, hasLists: false });
  t.same(unlisted.counted, [['meeting.updated', 'unknown_user']]);
});

t.test('an event about an unknown user, account or meeting changes no list', async (t) => {
  const payload = { account_id: 'account', object: { id: 91234567890 } };
  for (const [name, event] of Object.entries({
    user: updated(),
    account: { event: 'meeting.updated', payload: { ...payload, account_id: undefined } },
    meeting: { event: 'meeting.updated', payload: { ...payload, object: {} } },
  })) {
    const { relisted, counted } = await processed({ events: [event], recipients: () => [] });
    t.same([relisted, counted], [[], [['meeting.updated', 'unknown_user']]], name);
  }
});

const undecryptable = new Problem('reconnect_required', { cause: new DecryptionError('unknown_key') });
/** Errors after which an event is not tried again, and those after which it is. */
const FINAL = [
  [undecryptable, 'undecryptable'],
  [new Problem('not_signed_in'), 'unknown_user'],
] as const;
const TEMPORARY = [new Error('bug'), new Problem('zoom_unavailable'), new Problem('reconnect_required')];

t.test('an event that cannot be applied is not retried, and one that failed is', async (t) => {
  const failing = (failure: Error) => () => {
    throw failure;
  };
  const applying = (failure: Error) => ({ applyEffects: async () => failing(failure)() });
  for (const given of [(failure: Error) => ({ fails: failing(failure) }), applying]) {
    for (const [failure, result] of FINAL) {
      const { counted, finished, error } = await processed({ events: [updated()], ...given(failure) });
      t.same([counted, finished, error], [[['meeting.updated', result]], ['0'], undefined]);
    }
    for (const failure of TEMPORARY) {
      const { counted, finished, error } = await processed({ events: [updated()], ...given(failure) });
      t.same([counted, finished], [[], []]);
      t.equal(error, failure);
    }
  }
});

/** Records each call and rejects those that contain an effect for one of these users. */
function effects(failing: Record<string, Error> = {}) {
  const calls: string[][] = [];
  const applyEffects: ApplyEffects = async (given) => {
    calls.push(given.map(({ userId }) => userId));
    for (const { userId } of given) if (failing[userId]) throw failing[userId];
  };
  return { calls, applyEffects };
}
const named = (userId: string | undefined) => [userId ?? 'unnamed'];

t.test('the effects of all events and recipients of a job are applied with one call', async (t) => {
  const { calls, applyEffects } = effects();
  const { finished, counted } = await processed({
    events: [of('a'), { event: 'some.event' }, of('b'), of('a')],
    recipients: (userId) => (userId === 'b' ? ['b', 'c'] : ['a']),
    applyEffects,
  });
  t.same(
    calls.map((call) => call.sort()),
    [['a', 'a', 'b', 'c']],
  );
  t.same(finished.sort(), ['0', '1', '2', '3']);
  t.same(counted.sort(), [done, done, done, ['other', 'unknown_event']]);
});

t.test('the effects of a single event are applied once, even if that fails', async (t) => {
  const { calls, applyEffects } = effects({ a: new Error('of a') });
  const { error, finished } = await processed({ events: [of('a')], recipients: named, applyEffects });
  t.match(error, { message: 'of a' });
  t.same([calls, finished], [[['a']], []]);
});

t.test('if a job’s effects fail together, each event is applied alone', async (t) => {
  const { calls, applyEffects } = effects({ b: new Error('of b'), c: undecryptable });
  const { handled, finished, counted, error } = await processed({
    events: [of('a'), of('b'), of('c'), of('d')],
    recipients: named,
    applyEffects,
  });
  t.match(error, { message: 'of b' });
  t.same(calls.slice(1).sort(), [['a'], ['b'], ['c'], ['d']]);
  t.same(finished.sort(), ['0', '2', '3']);
  t.same(counted.sort(), [done, done, ['meeting.updated', 'undecryptable']]);
  t.equal(handled.length, 4, 'and no handler runs twice');
});

t.test(
  'events whose effects were not applied alone when the instance stops are left to a retry',
  async (t) => {
    const stopping = new AbortController();
    const { applyEffects } = effects({ b: new Error('of b') });
    const { finished, error } = await processed({
      events: [of('a'), of('b')],
      recipients: named,
      applyEffects: async (given) => {
        stopping.abort();
        await applyEffects(given);
      },
      signal: stopping.signal,
    });
    t.match(error, { name: 'AbortError' });
    t.same(finished, []);
  },
);

t.test('recipients that cannot be found are an error of their event alone', async (t) => {
  const { finished, error, handled } = await processed({
    events: [of('a'), of('b')],
    recipients: async (userId) => {
      if (userId === 'b') throw new Error('unreachable');
      return ['a'];
    },
  });
  t.match(error, { message: 'unreachable' });
  t.same([finished, handled.length], [['0'], 1]);
});

t.test('the recipients of all events are looked up before the first one is handled', async (t) => {
  const order: string[] = [];
  await processed({
    events: [of('a'), of('b'), of('c')],
    recipients: (userId) => {
      order.push('find');
      return named(userId);
    },
    fails: () => void order.push('handle'),
  });
  t.same(order.slice(0, 3), ['find', 'find', 'find']);
});

t.test('events of two users are handled concurrently, those of one user serially', async (t) => {
  let running = 0;
  let most = 0;
  const events = [of('a'), of('b'), of('c'), of('a')];
  const wait = async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise(setImmediate);
    running -= 1;
  };
  const run = createProcessWebhooks({
    inbox: {
      hasSeen: async () => true,
      take: async () => {},
      open: storing(events),
      finish: async () => {},
    },
    handlers: new Map([['meeting.updated', wait]]),
    findRecipients: async ({ userId }) => named(userId),
    relistAccount: async () => false,
    count: () => {},
  });
  await run(['0', '1', '2', '3']);
  t.equal(most, 2);
});
