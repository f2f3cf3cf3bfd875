import { type Test, test } from 'tap';
import { startClient } from '../../tools/zoom-simulator/client.ts';
import type { Kind } from '../../tools/zoom-simulator/types.ts';

const configuration = {
  stream_url: 'rtmps://ingest.example/live',
  stream_key: 'a-key-that-opens-nothing',
  page_url: 'https://watch.example/1',
};

async function arrange(t: Test, kind: Kind = 'meetings') {
  const client = await startClient({ seed: 'none' });
  t.teardown(() => client.simulator.close());
  const { simulator } = client;
  const host = simulator.addUser();
  const meeting = kind === 'meetings' ? simulator.addMeeting() : simulator.addWebinar();
  const { json } = await client.install(host.id);
  const path = `/${kind}/${meeting.id}/livestream`;
  const call = (method: string, callPath: string, body?: unknown) =>
    client.call(json.access_token, method, callPath, body);
  return { client, simulator, host, meeting, path, call };
}

for (const kind of ['meetings', 'webinars'] as const) {
  test(`${kind}: a read returns the stored settings, and an omitted resolution is unchanged`, async (t) => {
    const { call, path } = await arrange(t, kind);
    t.match(await call('PATCH', path, { ...configuration, resolution: '1080p' }), { status: 204, text: '' });
    t.same((await call('GET', path)).json, { ...configuration, resolution: '1080p' });
    t.match(await call('PATCH', path, { ...configuration, stream_key: 'another-key-of-nothing' }), {
      status: 204,
    });
    t.same((await call('GET', path)).json, {
      ...configuration,
      stream_key: 'another-key-of-nothing',
      resolution: '1080p',
    });
  });

  test(`${kind}: an unconfigured livestream is empty, in either form`, async (t) => {
    const { call, path, simulator } = await arrange(t, kind);
    t.same((await call('GET', path)).json, { stream_url: '', stream_key: '', page_url: '' });
    simulator.state.settings.unconfiguredLivestream = 'empty-object';
    t.same((await call('GET', path)).json, {});
  });

  test(`${kind}: all three fields are required, within their limits`, async (t) => {
    const { call, path } = await arrange(t, kind);
    const { page_url: _left, ...incomplete } = configuration;
    const rejected: [unknown, string][] = [
      [incomplete, 'page_url'],
      [{ ...configuration, stream_url: 'r'.repeat(1025) }, 'stream_url'],
      [{ ...configuration, stream_key: 'k'.repeat(513) }, 'stream_key'],
      [{ ...configuration, page_url: `https://p.example/${'p'.repeat(1024)}` }, 'page_url'],
      [{ ...configuration, page_url: 'no address' }, 'page_url'],
      [{ ...configuration, stream_key: 5 }, 'stream_key'],
    ];
    for (const [body, field] of rejected) {
      t.match(await call('PATCH', path, body), {
        status: 400,
        json: { code: 300, message: 'Validation Failed.', errors: [{ field }] },
      });
    }
    const max = { ...configuration, stream_url: 'r'.repeat(1024), stream_key: 'k'.repeat(512) };
    t.match(await call('PATCH', path, max), { status: 204 });
  });

  test(`${kind}: a body that is not a JSON object is an error`, async (t) => {
    const { call, path } = await arrange(t, kind);
    t.match(await call('PATCH', path, '{"stream_url"'), { status: 400, json: { code: 300 } });
    t.match(await call('PATCH', path, 'null'), { status: 400, json: { code: 300 } });
  });

  test(`${kind}: malformed and unknown IDs are rejected`, async (t) => {
    const { call, simulator } = await arrange(t, kind);
    t.ok(simulator.state[kind].size);
    const none = await call('GET', `/${kind}/1234567890/livestream`);
    t.match(none, { status: 404, json: { code: 3001, message: /does not exist: 1234567890\.$/ } });
  });

  test(`${kind}: an update can be accepted but not stored`, async (t) => {
    const { call, path, meeting } = await arrange(t, kind);
    meeting.dropsUpdates = true;
    t.match(await call('PATCH', path, configuration), { status: 204 });
    t.match((await call('GET', path)).json, { stream_key: '' });
  });
}

test('an id of letters, or beyond 64 bits, is invalid', async (t) => {
  const { client } = await arrange(t);
  const { json } = await client.install([...client.simulator.state.users.keys()][0] ?? '');
  for (const id of ['abc', '9223372036854775808', '82%2F1']) {
    const response = await client.call(json.access_token, 'GET', `/meetings/${id}/livestream`);
    t.match(response, { status: 400, json: { code: 300, message: 'Invalid meeting id.' } });
  }
});

test('with the custom service off, a meeting’s update is accepted and ignored, or rejected', async (t) => {
  const { call, path, host, simulator } = await arrange(t);
  host.features.customLivestream = false;
  t.match(await call('PATCH', path, configuration), { status: 204 });
  t.match((await call('GET', path)).json, { stream_url: '' });
  simulator.state.settings.featureOff = 'refused';
  t.match(await call('PATCH', path, configuration), { status: 400, json: { code: 3000 } });
});

test('a host without a licence cannot livestream', async (t) => {
  const { call, path, host } = await arrange(t);
  host.type = 1;
  t.match(await call('GET', path), { status: 400, json: { code: 3161 } });
  t.match(await call('PATCH', path, configuration), { status: 400, json: { code: 3161 } });
});

test('webinars without the plan, or without the custom service, are rejected with code 200', async (t) => {
  const { call, path, host } = await arrange(t, 'webinars');
  host.features.webinarCustomLivestream = false;
  t.match(await call('PATCH', path, configuration), {
    status: 400,
    json: { code: 200, message: /has not enabled the custom live streaming/ },
  });
  host.features.webinarPlan = false;
  t.match(await call('GET', path), { status: 400, json: { code: 200, message: /^Webinar plan is missing/ } });
});

test('the livestream of a meeting is started, its layout is changed, and it is stopped', async (t) => {
  const { call, path, meeting } = await arrange(t);
  meeting.live = true;
  meeting.livestream = { ...configuration };
  const settings = { active_speaker_name: true, display_name: 'On air', layout: 'gallery_view' };
  t.match(await call('PATCH', `${path}/status`, { action: 'start', settings }), { status: 204 });
  t.match(meeting.streaming, { settings });
  const view = { action: 'mode', settings: { layout: 'speaker_view' } };
  t.match(await call('PATCH', `${path}/status`, view), { status: 204 });
  t.match(meeting.streaming, { settings: { layout: 'speaker_view', display_name: 'On air' } });
  t.match(await call('PATCH', `${path}/status`, { action: 'stop' }), { status: 204 });
  t.equal(meeting.streaming, undefined);
});

test('a start of a meeting’s livestream is rejected for each documented reason', async (t) => {
  const { call, path, meeting, host, simulator } = await arrange(t);
  const start = () => call('PATCH', `${path}/status`, { action: 'start' });
  t.match(await start(), {
    status: 400,
    json: { code: 4927, message: `Meeting ${meeting.id} has not started.` },
  });
  meeting.endToEndEncrypted = true;
  t.match(await start(), { status: 400, json: { code: 4400 } });
  meeting.endToEndEncrypted = false;
  meeting.live = true;
  t.match(await start(), { status: 400, json: { code: 3000 } }, 'never configured');
  meeting.livestream = { ...configuration };
  host.features.allowLivestreaming = false;
  t.match(await start(), {
    status: 400,
    json: { code: 3000, message: /^Not allowed to start live streaming/ },
  });
  host.features.allowLivestreaming = true;
  t.match(await start(), { status: 204 });
  t.match(await start(), { status: 429, json: { message: /^Too many requests submitted to start/ } });
  await simulator.advance(30_000);
  t.match(await start(), { status: 204 });
});

test('only the documented actions are accepted, in lower case', async (t) => {
  const { call, path, meeting } = await arrange(t);
  meeting.live = true;
  const wrong = [{ action: 'Start' }, {}, { action: 'start', settings: { display_name: '' } }];
  for (const body of wrong) {
    t.match(await call('PATCH', `${path}/status`, body), { status: 400, json: { code: 300 } });
  }
  t.match(await call('PATCH', `${path}/status`, { action: 'stop' }), { status: 400 }, 'nothing to stop');
});

test('a start of a webinar’s livestream is rejected for each documented reason', async (t) => {
  const { call, path, meeting, simulator } = await arrange(t, 'webinars');
  simulator.state.webinars.delete(meeting.id);
  Object.assign(meeting, { id: '82929473321' });
  simulator.state.webinars.set(meeting.id, meeting);
  const status = path.replace(/\d+/, meeting.id);
  const start = () => call('PATCH', `${status}/status`, { action: 'start' });
  t.match(await start(), {
    status: 400,
    json: { code: 200, message: 'Webinar 82,929,473,321 has not started.' },
  });
  meeting.live = true;
  t.match(await start(), { status: 400, json: { code: 3000 } });
  meeting.livestream = { ...configuration };
  t.match(await call('PATCH', `${status}/status`, { action: 'mode' }), { status: 400, json: { code: 300 } });
  t.match(await start(), { status: 204 });
});
