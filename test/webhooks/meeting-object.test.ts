import t from 'tap';
import { configurationOf, endOf, startOf } from '../../src/webhooks/meeting-object.ts';

const AT = 1_739_923_528_500;
const iso = (ms: number) => new Date(ms).toISOString();

t.test('a configuration is read only from a custom service with a URL and a key', async (t) => {
  const settings = { stream_url: 'rtmp://x', stream_key: 'key' };
  const read = (custom: unknown, service: unknown = 'Custom_Live_Streaming_Service') =>
    configurationOf({ live_streaming: { service, custom_live_streaming_settings: custom } });
  const configuration = { streamUrl: 'rtmp://x', streamKey: 'key', pageUrl: '', resolution: null };
  t.strictSame(read(settings), configuration);
  t.strictSame(read({ ...settings, page_url: 1, resolution: '' }), configuration);
  t.strictSame(read({ ...settings, resolution: 720 }), configuration);
  t.strictSame(read({ ...settings, page_url: 'https://x', resolution: '1080p' }), {
    ...configuration,
    pageUrl: 'https://x',
    resolution: '1080p',
  });
  for (const custom of [undefined, 'text', { ...settings, stream_url: 1 }, { ...settings, stream_key: null }])
    t.equal(read(custom), undefined);
  t.equal(read(settings, 'YouTube'), undefined);
  for (const live_streaming of [undefined, null, 'text', []])
    t.equal(configurationOf({ live_streaming }), undefined);
});

t.test('the start time counts if it is at most a minute before the event', async (t) => {
  const startedAt = (start_time: unknown) => startOf({ start_time }, AT).startedAt;
  t.equal(startedAt(iso(AT - 59_999)), AT - 59_999);
  t.equal(startedAt(iso(AT)), AT);
  t.equal(startedAt(iso(AT - 60_000)), AT, 'a scheduled start');
  t.equal(startedAt(iso(AT + 1)), AT);
  t.equal(startedAt(undefined), AT);
});

t.test(
  'the end time counts with the fractions of a second that it lacks, and never after the event',
  async (t) => {
    const at = (end_time: unknown) => endOf({ end_time }, AT).at;
    t.equal(at(iso(AT - 5_000)), AT - 4_001);
    t.equal(at(iso(AT - 100)), AT);
    t.equal(at(undefined), AT);
  },
);

t.test('a UUID is read if it is a text of at most 128 characters', async (t) => {
  const uuidOf = (uuid: unknown) => [startOf({ uuid }, AT).uuid, endOf({ uuid }, AT).uuid];
  for (const uuid of ['a==', 'x'.repeat(128)]) t.same(uuidOf(uuid), [uuid, uuid]);
  for (const uuid of ['x'.repeat(129), '', 1, undefined]) t.same(uuidOf(uuid), [null, null]);
});
