import t from 'tap';
import { addHosted, apiCalls, COLLEAGUE, CONFIGURED, KINDS, startWithHost } from '../helpers/zoom-host.ts';

const { uplink, simulator, host } = await startWithHost(t);
const patches = () => apiCalls(simulator, { method: 'PATCH' }).length;
const CHANGE = { resolution: '1080p' };

for (const kind of KINDS) {
  t.test(`an update of one of the ${kind} without If-Match is 428 and changes nothing`, async (t) => {
    const { path, atZoom } = addHosted(simulator, kind);
    const response = await host.patch(path, CHANGE);
    t.match(response, { status: 428, json: { code: 'precondition_required', detail: /If-Match/ } });
    t.equal(patches(), 0);
    t.strictSame(atZoom(), CONFIGURED);
  });

  t.test(`a tag that is outdated in Zoom is 412 for one of the ${kind}, with the current tag`, async (t) => {
    const { path, atZoom, edit } = addHosted(simulator, kind);
    const { headers: before } = await host.get(path);
    edit({ page_url: 'https://watch.example/concurrent' });
    const response = await host.patch(path, CHANGE, { 'if-match': String(before.etag) });
    t.equal(response.status, 412);
    t.match(response.json, {
      code: 'precondition_failed',
      livestream: {
        page_url: 'https://watch.example/concurrent',
        resolution: '720p',
        source: 'zoom',
        stale: false,
      },
    });
    t.equal(patches(), 0);
    t.equal(atZoom()?.resolution, '720p');
    const current = String(response.headers.etag);
    t.not(current, before.etag);
    t.equal((await host.get(path)).headers.etag, current, 'the cached value is current now');
    t.equal((await host.patch(path, CHANGE, { 'if-match': current })).status, 200);
  });
}

t.test('the tag of an old state is valid again when Zoom returns to that state', async (t) => {
  const { path, edit } = addHosted(simulator);
  const { headers } = await host.get(path);
  edit({ resolution: '1080p' });
  await host.get(path, { 'cache-control': 'no-cache' });
  edit({ resolution: '720p' });
  t.equal((await host.patch(path, CHANGE, { 'if-match': String(headers.etag) })).status, 200);
});

t.test(
  'If-Match compares strongly: a weak tag never matches, a list matches if one tag does, and * always',
  async (t) => {
    const { path, edit } = addHosted(simulator);
    const etag = String((await host.get(path)).headers.etag);
    const attempt = async (ifMatch: string) => {
      edit(CONFIGURED);
      return (await host.patch(path, CHANGE, { 'if-match': ifMatch })).status;
    };
    for (const met of [
      etag,
      `"a", ${etag}`,
      `${etag}, "a"`,
      `"a",${etag},"b"`,
      `W/"a", ${etag}`,
      '*',
      ' * ',
    ]) {
      t.equal(await attempt(met), 200, met);
    }
    const inner = etag.slice(1, -1);
    for (const unmet of [
      `W/${etag}`,
      '"a"',
      '"a", "b"',
      inner,
      `"${inner}`,
      `"*"`,
      'W/*',
      '""',
      `"${inner} "`,
      ' ',
    ]) {
      t.equal(await attempt(unmet), 412, unmet);
    }
  },
);

t.test('several If-Match headers are combined into one list', async (t) => {
  const { path } = addHosted(simulator);
  const etag = String((await host.get(path)).headers.etag);
  const headers = { 'if-match': ['"a"', etag] };
  t.equal((await host.request('PATCH', path, { body: CHANGE, headers })).status, 200);
});

t.test('another meeting’s tag, and another user’s for equal values, do not match', async (t) => {
  const [one, other] = [addHosted(simulator), addHosted(simulator)];
  const theirs = addHosted(simulator, 'meetings', { hostId: COLLEAGUE });
  const colleague = await uplink.signIn(COLLEAGUE);
  const tags = [await host.get(other.path), await colleague.get(theirs.path)].map(
    ({ headers }) => headers.etag,
  );
  for (const etag of tags) {
    t.equal((await host.patch(one.path, CHANGE, { 'if-match': String(etag) })).status, 412);
  }
});

for (const kind of KINDS) {
  t.test(
    `an unconfigured one of the ${kind} needs all three fields; missing ones are named, before 428`,
    async (t) => {
      for (const form of ['empty-strings', 'empty-object'] as const) {
        simulator.state.settings.unconfiguredLivestream = form;
        const { path, meeting, atZoom } = addHosted(simulator, kind);
        delete meeting.livestream;
        const etag = String((await host.get(path)).headers.etag);
        const { resolution, ...three } = CONFIGURED;
        for (const headers of [{}, { 'if-match': etag }, { 'if-match': '*' }, { 'if-match': '"other"' }]) {
          const { stream_key: _left, ...two } = three;
          const response = await host.patch(path, two, headers);
          t.equal(response.status, 400);
          t.equal(response.json.code, 'invalid_request');
          t.strictSame(fieldsOf(response.json.errors), ['stream_key']);
          t.match(response.json.detail, /not configured yet/);
          t.match(response.json, { reason: 'not_configured_yet', errors: [{ reason: 'needed' }] });
          const nothing = await host.patch(path, { resolution }, headers);
          t.strictSame(fieldsOf(nothing.json.errors), ['stream_url', 'stream_key', 'page_url']);
        }
        t.equal((await host.patch(path, three)).status, 428);
        t.equal(patches(), 0);
        t.equal(atZoom(), undefined);
        t.match(await host.patch(path, three, { 'if-match': etag }), {
          status: 200,
          json: { configured: true },
        });
        t.match(atZoom(), three);
        simulator.clearRequests();
      }
      simulator.state.settings.unconfiguredLivestream = 'empty-strings';
    },
  );

  t.test(`one of the ${kind} that is not the user’s is 404 before any precondition`, async (t) => {
    const theirs = addHosted(simulator, kind, { hostId: COLLEAGUE });
    const paths = [theirs.path, `/api/${kind}/80000000001/livestream`];
    for (const path of paths) {
      for (const headers of [{}, { 'if-match': '*' }, { 'if-match': '"x"' }]) {
        const response = await host.patch(path, CHANGE, headers);
        t.match(response, { status: 404, json: { code: 'meeting_not_found' } });
      }
      t.equal((await host.patch(path, { resolution: '4k' })).status, 400, 'but an invalid body is 400 first');
    }
    t.equal(patches(), 0);
    t.strictSame(theirs.atZoom(), CONFIGURED);
  });
}

function fieldsOf(errors: { field: string }[]): string[] {
  return errors.map(({ field }) => field);
}
