import { randomBytes, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import t, { test } from 'tap';
import { createKeyRing } from '../../src/crypto/key-ring.ts';
import { Secret } from '../../src/crypto/secret.ts';
import { connectDatabase } from '../../src/database/client.ts';
import { createUserCache } from '../../src/database/user-cache.ts';
import { createInstallations } from '../../src/installations/installations.ts';
import { readCachedMeetings } from '../../src/livestreams/cache-reads.ts';
import { createReadLiveStatuses } from '../../src/livestreams/live-status.ts';
import { createRecordLiveStatus } from '../../src/livestreams/record-live-status.ts';
import { createPublish } from '../../src/user-events/publish.ts';
import { createHandlers } from '../../src/webhooks/handlers.ts';
import { createLivestreamEvents } from '../../src/webhooks/livestream-effects.ts';
import { createProcessWebhooks, type ProcessWebhooks } from '../../src/webhooks/process.ts';
import { connectUser } from '../helpers/connect-user.ts';
import { createTestDatabase } from '../helpers/database.ts';
import { streaming } from '../helpers/webhooks.ts';

const PERMUTATIONS_PER_LIST = 5;
const LISTS = 200;
const START = Date.now() - 60_000;
const MEETINGS = ['81000000001', '81000000002'];

// More than a thousand orders, each with its own rows. Takes a minute on an idle machine.
t.setTimeout(400_000);

/** All events about a few meetings, often with equal times. */
const event = fc.record({
  kind: fc.constantFrom(
    'started a',
    'started a',
    'started b',
    'started elsewhere',
    'stopped',
    'updated',
    'updated',
    'deleted',
    'permanently_deleted',
    'one deleted',
    'recovered',
    'started',
    'ended',
    'created',
    'settings',
  ),
  meeting: fc.constantFrom(...MEETINGS),
  at: fc.oneof(fc.integer({ min: 0, max: 6 }), fc.constantFrom(1000, 1001, 2000)).map((ms) => START + ms),
});
type Happening = typeof event extends fc.Arbitrary<infer Value> ? Value : never;

/** A list of events, and orders of it in which some are duplicated. */
const story = fc.array(event, { minLength: 2, maxLength: 7 }).chain((list) =>
  fc.record({
    list: fc.constant(list),
    orders: fc.array(
      fc
        .tuple(
          fc.shuffledSubarray(list, { minLength: list.length }),
          fc.array(fc.record({ from: fc.nat(list.length - 1), to: fc.nat(list.length) }), { maxLength: 3 }),
        )
        .map(([order, again]) => again.reduce(insert, order)),
      { minLength: PERMUTATIONS_PER_LIST, maxLength: PERMUTATIONS_PER_LIST },
    ),
  }),
);

function insert(order: Happening[], { from, to }: { from: number; to: number }): Happening[] {
  const twice = order[from];
  return twice === undefined ? order : [...order.slice(0, to), twice, ...order.slice(to)];
}

function bodyOf(userId: string, { kind, meeting, at }: Happening): Buffer {
  const id = Number(meeting);
  const about = (name: string, object: object = {}, payload: object = {}) => ({
    event: name,
    event_ts: at,
    payload: { ...payload, object: { id, host_id: userId, ...object } },
  });
  const settings = (key: string) => ({
    stream_url: 'rtmp://x.example/',
    stream_key: key,
    page_url: 'https://x.example',
    // Only one kind has it.
    ...(key.startsWith('a') ? { resolution: '720p' } : {}),
  });
  const occurrences = [{ occurrence_id: '1', start_time: '2026-01-01T00:00:00Z' }];
  const events: Record<string, object> = {
    'started a': about('meeting.live_streaming_started', streaming(settings(`a-${at}`))),
    'started b': about('meeting.live_streaming_started', streaming(settings(`b-${at}`))),
    'started elsewhere': about('meeting.live_streaming_started', streaming(settings(''), 'YouTube')),
    stopped: about('meeting.live_streaming_stopped'),
    'one deleted': about('meeting.deleted', { occurrences }, { operation: 'single' }),
    settings: { event: 'user.settings_updated', event_ts: at, payload: { object: { id: userId } } },
  };
  return Buffer.from(JSON.stringify(events[kind] ?? about(`meeting.${kind}`)));
}

async function arrange(t: Parameters<typeof createTestDatabase>[0]) {
  const { url } = await createTestDatabase(t);
  const database = connectDatabase({ url, poolMax: 4, onError: () => {} });
  t.teardown(() => database.close());
  const userCache = createUserCache({ isTrusted: () => true });
  const invalidateUser = async () => {};
  const publish = createPublish(database);
  const keyRing = createKeyRing([{ id: 'k1', secret: new Secret(randomBytes(32)) }]);
  const installations = createInstallations({
    database,
    keyRing,
    userCache,
    invalidateUser,
    publish,
    countReconnect: () => {},
  });
  const recordLiveStatus = createRecordLiveStatus({ database, installations, userCache, publish });
  const handlers = createHandlers({
    clientId: 'client',
    livestreams: createLivestreamEvents({ database, installations, userCache, publish, recordLiveStatus }),
    erasure: {
      erase: async () => {},
      forget: async () => {},
      finish: async () => {},
      resume: async () => {},
    },
    refreshProfile: async () => {},
  });
  const bodies = new Map<string, Buffer>();
  const work: ProcessWebhooks = createProcessWebhooks({
    inbox: {
      hasSeen: async () => false,
      take: async () => {},
      open: async (keys) =>
        keys.map((key) => ({
          key,
          decryptBody: () => bodies.get(key) ?? Buffer.alloc(0),
          takenAt: Date.now(),
        })),
      finish: async () => {},
    },
    handlers,
    findRecipients: async ({ userId }) => (userId === undefined ? [] : [userId]),
    relistAccount: async () => false,
    count: () => {},
  });

  /** A host for one order of events, isolated from the others. */
  const install = () => connectUser(installations);

  async function apply(userId: string, happening: Happening): Promise<void> {
    const key = randomUUID();
    bodies.set(key, bodyOf(userId, happening));
    await work([key]);
    bodies.delete(key);
  }

  const readLive = createReadLiveStatuses(database);
  /** What a host can see: live status, configuration, and whether it counts as fresh. */
  async function observe(userId: string) {
    const installation = await installations.get(userId);
    const [livestreams, live] = await Promise.all([
      readCachedMeetings(database.prisma, installation, 'meeting', MEETINGS),
      readLive(userId, 'meeting', MEETINGS),
    ]);
    return MEETINGS.map((id) => {
      const cached = livestreams.get(id);
      return {
        live: live.get(id),
        configuration: cached?.configuration ?? null,
        dirty: cached?.configuration ? cached.dirty : 'nothing cached',
        fetchedAt: cached?.configuration ? cached.fetchedAt.getTime() - START : undefined,
      };
    });
  }
  return { install, apply, observe };
}

test('the same events lead to the same state in any order and any number of times', async (t) => {
  const { install, apply, observe } = await arrange(t);
  let permutations = 0;
  let events = 0;
  const seen = { live: 0, clean: 0, dirty: 0 };

  async function play(order: Happening[]) {
    const userId = await install();
    for (const happening of order) await apply(userId, happening);
    permutations += 1;
    events += order.length;
    return observe(userId);
  }

  await fc.assert(
    fc.asyncProperty(story, async ({ list, orders }) => {
      const states = await Promise.all([list, ...orders].map(play));
      for (const { live, dirty } of states[0] ?? []) {
        if (live?.status === 'live') seen.live += 1;
        if (dirty === false) seen.clean += 1;
        if (dirty === true) seen.dirty += 1;
      }
      const [first, ...others] = states.map((state) => JSON.stringify(state));
      const differing = others.findIndex((state) => state !== first);
      if (differing >= 0)
        throw new Error(`${JSON.stringify(orders[differing])}\n${first}\n${others[differing]}`);
    }),
    { numRuns: LISTS },
  );
  t.comment(`${permutations} permutations of ${LISTS} lists, ${events} events; seen ${JSON.stringify(seen)}`);
  t.ok(permutations >= 1000, `${permutations} permutations`);
  t.ok(seen.live > 0 && seen.clean > 0 && seen.dirty > 0, 'every outcome occurs');
});

test('concurrent processing of the events leads to the same state', async (t) => {
  const { install, apply, observe } = await arrange(t);
  let lists = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(event, { minLength: 3, maxLength: 7 }), async (list) => {
      const [serially, together] = [await install(), await install()];
      for (const happening of list) await apply(serially, happening);
      await Promise.all([...list, ...list.slice(0, 2)].map((happening) => apply(together, happening)));
      lists += 1;
      const [expected, actual] = [await observe(serially), await observe(together)].map((state) =>
        JSON.stringify(state),
      );
      if (actual !== expected) throw new Error(`${JSON.stringify(list)}\n${expected}\n${actual}`);
    }),
    { numRuns: 60 },
  );
  t.equal(lists, 60);
});
