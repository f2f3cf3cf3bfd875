import { test } from 'tap';
import { startApp } from '../helpers/app.ts';
import { enableWebhooks, meetingPayload, sendWebhook, streaming, userRows } from '../helpers/webhooks.ts';
import { addHosted, COLLEAGUE, CONFIGURED, HOST, STRANGER } from '../helpers/zoom-host.ts';

const MEETING_EVENTS = [
  'meeting.live_streaming_started',
  'meeting.live_streaming_stopped',
  ...['meeting', 'webinar'].flatMap((kind) =>
    ['created', 'updated', 'started', 'ended', 'deleted', 'permanently_deleted', 'recovered'].map(
      (name) => `${kind}.${name}`,
    ),
  ),
];
const USER_EVENTS = ['user.updated', 'user.settings_updated', 'user.deleted'];

async function arrange(t: Parameters<typeof startApp>[0]) {
  const uplink = await startApp(t);
  enableWebhooks(uplink);
  const [host, colleague] = [await uplink.signIn(HOST), await uplink.signIn(COLLEAGUE)];
  const mine = addHosted(uplink.simulator);
  const theirs = addHosted(uplink.simulator, 'meetings', { hostId: COLLEAGUE });
  for (const path of [mine.path, '/api/meetings', '/api/webinars']) await host.get(path);
  for (const path of [theirs.path, '/api/meetings']) await colleague.get(path);
  return { uplink, host, colleague, mine, theirs };
}

test('events about a user without the app change nothing', async (t) => {
  const { uplink, mine } = await arrange(t);
  const before = await Promise.all([HOST, COLLEAGUE].map((id) => userRows(uplink, id)));
  const ofStranger = { id: mine.id, hostId: STRANGER };
  for (const name of MEETING_EVENTS)
    await sendWebhook(uplink, name, meetingPayload(ofStranger, streaming(CONFIGURED)));
  for (const name of USER_EVENTS) await sendWebhook(uplink, name, { object: { id: STRANGER } });
  t.same(await Promise.all([HOST, COLLEAGUE].map((id) => userRows(uplink, id))), before);
  const { rows } = await uplink.database.pool.query('select user_id from live_status');
  t.same(rows, [], 'and nothing is stored about them');
});

test('events about one host do not change another host’s data, even if they name their meeting', async (t) => {
  const { uplink, colleague, host, mine, theirs } = await arrange(t);
  const before = await userRows(uplink, COLLEAGUE);
  const stolen = { ...CONFIGURED, stream_key: 'a-key-of-the-other-host' };
  for (const name of MEETING_EVENTS)
    await sendWebhook(uplink, name, meetingPayload({ id: theirs.id, hostId: HOST }, streaming(stolen)));
  await sendWebhook(uplink, 'user.settings_updated', { object: { id: HOST }, old_object: { id: COLLEAGUE } });
  t.equal(await userRows(uplink, COLLEAGUE), before);
  t.match((await colleague.get(theirs.path)).json, { source: 'cache', page_url: CONFIGURED.page_url });
  t.match(
    await host.get(theirs.path),
    { status: 404, json: { code: 'meeting_not_found' } },
    'and decrypts nothing',
  );
  t.match(await host.get(mine.path), { status: 200 });
});

test('an event about an action of an operator affects the host, not the operator', async (t) => {
  const { uplink, theirs } = await arrange(t);
  const before = await userRows(uplink, HOST);
  const payload = {
    ...meetingPayload(theirs.meeting),
    operator_id: HOST,
    operator: 'events@northside.example',
  };
  for (const name of ['meeting.deleted', 'meeting.updated']) await sendWebhook(uplink, name, payload);
  await sendWebhook(uplink, 'user.deleted', { operator_id: HOST, object: { id: STRANGER } });
  t.equal(await userRows(uplink, HOST), before);
});
