import t from 'tap';
import { Problem } from '../../src/problem.ts';
import { createHandlers, type UserEvent } from '../../src/webhooks/handlers.ts';
import type { LivestreamEffect } from '../../src/webhooks/livestream-effects.ts';

const CLIENT_ID = 'this-app';
const AT = 1_739_923_528_000;
const meeting = { kind: 'meeting', id: '91234567890' } as const;
const webinar = { kind: 'webinar', id: '91234567890' } as const;

/** Handlers whose effects and calls are recorded. */
function recorded({ profileError }: { profileError?: Error } = {}) {
  const calls: unknown[] = [];
  const record =
    (name: string) =>
    async (...args: unknown[]) => {
      calls.push([name, ...args]);
    };
  const nothing = async () => {};
  const handlers = createHandlers({
    clientId: CLIENT_ID,
    livestreams: { apply: async (effects) => void calls.push(...effects) },
    erasure: { erase: nothing, finish: nothing, resume: nothing, forget: record('forget') },
    refreshProfile: async (userId) => {
      await record('refreshProfile')(userId);
      if (profileError) throw profileError;
    },
  });
  const handle = async (event: string, values: Partial<UserEvent> = {}) => {
    calls.length = 0;
    await handlers.get(event)?.(eventOf(event, values));
    return [...calls];
  };
  return { handlers, handle, calls };
}

function eventOf(event: string, values: Partial<UserEvent>): UserEvent {
  return {
    event,
    at: AT,
    userId: 'host',
    accountId: undefined,
    meeting: undefined,
    object: {},
    payload: {},
    ...values,
  };
}

const userId = 'host';
const listed = (kind: 'meeting' | 'webinar') => [
  { type: 'relisted', userId, kind },
  { type: 'published', userId, data: { kind: `${kind}s` } },
];
const published = (kind: 'meeting' | 'webinar') => ({
  type: 'published',
  userId,
  data: { kind: `${kind}s`, meeting_id: '91234567890' },
});
const status = (ref: typeof meeting | typeof webinar, status: string) => ({
  type: 'live_status',
  userId,
  meeting: ref,
  report: { status, at: AT, by: 'zoom' },
});
const deletion = (ref: typeof meeting | typeof webinar) => [
  { type: 'deleted', userId, meeting: ref, at: AT },
  status(ref, 'meeting_ended'),
  { type: 'session_ended', userId, meeting: ref, session: { uuid: null, at: AT } },
  { type: 'relisted', userId, kind: ref.kind },
];

t.test('each event about a meeting or webinar has its effects, for its user and at its time', async (t) => {
  const { handle } = recorded();
  for (const ref of [meeting, webinar]) {
    const { kind } = ref;
    const started = { uuid: 'uuid==', at: AT, startedAt: AT };
    const ended = { uuid: 'uuid==', at: AT };
    const expected = {
      created: listed(kind),
      recovered: listed(kind),
      started: [{ type: 'session_started', userId, meeting: ref, session: started }, ...listed(kind)],
      updated: [
        { type: 'dirty', userId, meeting: ref, at: AT },
        { type: 'relisted', userId, kind },
        published(kind),
      ],
      ended: [
        status(ref, 'meeting_ended'),
        { type: 'session_ended', userId, meeting: ref, session: ended },
        ...listed(kind),
      ],
      deleted: deletion(ref),
      permanently_deleted: deletion(ref),
    };
    for (const [name, effects] of Object.entries(expected)) {
      const values = { meeting: ref, object: { uuid: 'uuid==' } };
      t.strictSame(await handle(`${kind}.${name}`, values), effects, `${kind}.${name}`);
      t.same(await handle(`${kind}.${name}`), [], `${kind}.${name} without a meeting ID`);
    }
  }
});

t.test('the start of a livestream stores its configuration if the event has one', async (t) => {
  const { handle } = recorded();
  const settings = {
    stream_url: 'rtmp://x',
    stream_key: 'key',
    page_url: 'https://x',
    resolution: '720p',
  };
  const started = (streaming: unknown) =>
    handle('meeting.live_streaming_started', { meeting, object: { live_streaming: streaming } });
  const custom = { service: 'Custom_Live_Streaming_Service', custom_live_streaming_settings: settings };
  const configuration = { streamUrl: 'rtmp://x', streamKey: 'key', pageUrl: 'https://x', resolution: '720p' };
  t.strictSame(await started(custom), [
    status(meeting, 'live'),
    { type: 'configuration', userId, meeting, at: AT, configuration },
    published('meeting'),
  ]);
  t.strictSame(await started({ ...custom, service: 'YouTube' }), [
    status(meeting, 'live'),
    { type: 'dirty', userId, meeting, at: AT },
    published('meeting'),
  ]);
  t.same(await handle('meeting.live_streaming_started'), []);
});

t.test('the stop of a livestream is a report about its status', async (t) => {
  const { handle } = recorded();
  t.strictSame(await handle('meeting.live_streaming_stopped', { meeting }), [status(meeting, 'stopped')]);
  t.same(await handle('meeting.live_streaming_stopped'), []);
});

t.test('one deleted occurrence of a series leaves the others', async (t) => {
  const { handle } = recorded();
  const single = { operation: 'single' };
  const object = { occurrences: [{ occurrence_id: '1' }] };
  t.strictSame(await handle('meeting.deleted', { meeting, payload: single, object }), listed('meeting'));
  for (const [name, values] of Object.entries({
    'all occurrences': { payload: { operation: 'all' }, object },
    'no operation': { object },
    'no occurrences': { payload: single },
    'an empty list': { payload: single, object: { occurrences: [] } },
    'a text': { payload: single, object: { occurrences: 'one' } },
  }))
    t.strictSame(await handle('meeting.deleted', { meeting, ...values }), deletion(meeting), name);
});

t.test('changed settings of a user may concern all livestreams', async (t) => {
  const { handle } = recorded();
  t.strictSame(await handle('user.settings_updated'), [
    { type: 'all_dirty', userId, at: AT },
    { type: 'published', userId, data: {} },
  ]);
});

t.test('effects can be collected instead of applied', async (t) => {
  const { handlers, calls } = recorded();
  const collected: LivestreamEffect[] = [];
  const collect = async (effects: readonly LivestreamEffect[]) => void collected.push(...effects);
  await handlers.get('meeting.updated')?.(eventOf('meeting.updated', { meeting }), collect);
  await handlers.get('user.settings_updated')?.(eventOf('user.settings_updated', {}), collect);
  t.same(
    collected.map(({ type }) => type),
    ['dirty', 'relisted', 'published', 'all_dirty', 'published'],
  );
  t.same(calls, []);
});

t.test('a profile that Zoom withholds permanently is no failure, a temporary error is', async (t) => {
  const { handle } = recorded();
  t.same(await handle('user.updated'), [['refreshProfile', 'host']]);
  const withheld = recorded({ profileError: new Problem('reconnect_required') });
  await t.resolves(withheld.handle('user.updated'));
  for (const error of [new Problem('zoom_unavailable'), new Problem('zoom_rate_limited'), new Error('bug')])
    await t.rejects(recorded({ profileError: error }).handle('user.updated'), error);
});

t.test('a user is erased unless they authorized more than five seconds after the event', async (t) => {
  const { handle } = recorded();
  const erased = [['forget', 'host', new Date(AT + 5_000).toISOString()]];
  t.same(await handle('user.deleted'), erased);
  t.same(await handle('app_deauthorized', { payload: { client_id: CLIENT_ID } }), erased);
  t.same(await handle('app_deauthorized', { payload: { client_id: 'other-app' } }), []);
  t.same(await handle('app_deauthorized'), [], 'without an app');
});

t.test('other events have no effect', async (t) => {
  const { handlers } = recorded();
  t.equal(handlers.size, 20);
  for (const event of ['webinar.live_streaming_started', 'user.created', 'meeting', ''])
    t.notOk(handlers.has(event), event);
});
