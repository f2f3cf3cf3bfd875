import { test } from 'tap';
import type { Test } from '../helpers/app.ts';
import { startWithWebhooks } from '../helpers/webhook-host.ts';
import { isDirty, meetingPayload, sendWebhook, streaming, webhooksProcessed } from '../helpers/webhooks.ts';
import { addHosted, apiCalls, CONFIGURED, KINDS, type Kind } from '../helpers/zoom-host.ts';

async function arrange(t: Test, kind: Kind) {
  const { uplink, client } = await startWithWebhooks(t);
  const hosted = addHosted(uplink.simulator, kind);
  const event = kind.slice(0, -1);
  const list = async () =>
    (await client.get(`/api/${kind}`)).json.meetings as { id: string; topic: string }[];
  const listed = async () => (await list()).find(({ id }) => id === hosted.id);
  return { uplink, client, hosted, event, listed };
}

for (const kind of KINDS) {
  test(`${kind}: a changed meeting is fetched again, and so is the list`, async (t) => {
    const { uplink, client, hosted, listed } = await arrange(t, kind);
    await client.get(hosted.path);
    await listed();
    t.match((await client.get(hosted.path)).json, { source: 'cache' });
    hosted.edit({ page_url: 'https://watch.example/elsewhere' });
    uplink.simulator.editMeeting(hosted.id, { topic: 'Renamed at Zoom' });
    await webhooksProcessed(uplink);
    t.equal(await isDirty(uplink, hosted.id), true);
    t.match(await listed(), { topic: 'Renamed at Zoom' });
    t.match((await client.get(hosted.path)).json, {
      page_url: 'https://watch.example/elsewhere',
      source: 'zoom',
    });
    t.equal(await isDirty(uplink, hosted.id), false);
    t.match((await client.get(hosted.path)).json, { source: 'cache' }, 'one event suffices');
  });

  test(`${kind}: a deleted meeting is removed with its key, and restored when recovered`, async (t) => {
    const { uplink, client, hosted, listed } = await arrange(t, kind);
    await client.get(hosted.path);
    await listed();
    uplink.simulator.deleteMeeting(hosted.id);
    await webhooksProcessed(uplink);
    t.equal(await listed(), undefined);
    const { rows } = await uplink.database.pool.query('select configuration from livestream');
    t.same(rows, [{ configuration: null }]);
    t.match(await client.get(hosted.path), { status: 404, json: { code: 'meeting_not_found' } });
    uplink.simulator.recoverMeeting(hosted.id);
    await webhooksProcessed(uplink);
    t.ok(await listed());
    t.match(await client.get(hosted.path), { status: 200, json: { source: 'zoom' } });
  });

  test(`${kind}: a permanently deleted meeting is removed, and an older event restores nothing`, async (t) => {
    const { uplink, client, hosted, event } = await arrange(t, kind);
    await client.get(hosted.path);
    const eventTs = Date.now();
    const about = meetingPayload(hosted.meeting);
    await sendWebhook(uplink, `${event}.permanently_deleted`, about, { eventTs });
    const older = { eventTs: eventTs - 1000 };
    await sendWebhook(uplink, `${event}.updated`, about, older);
    await sendWebhook(uplink, `${event}.started`, about, older);
    if (kind === 'meetings')
      await sendWebhook(
        uplink,
        'meeting.live_streaming_started',
        meetingPayload(hosted.meeting, streaming(CONFIGURED)),
        older,
      );
    const { rows } = await uplink.database.pool.query('select configuration, dirty from livestream');
    t.same(rows, [{ configuration: null, dirty: true }]);
  });

  test(`${kind}: one occurrence that was deleted leaves the series and its livestream`, async (t) => {
    const { uplink, client, hosted, event } = await arrange(t, kind);
    await client.get(hosted.path);
    await client.get(`/api/${kind}`);
    const occurrences = [{ occurrence_id: '1', start_time: '2026-01-01T00:00:00Z' }];
    const one = meetingPayload(hosted.meeting, { occurrences }, { operation: 'single' });
    await sendWebhook(uplink, `${event}.deleted`, one);
    uplink.simulator.clearRequests();
    t.match(await client.get(hosted.path), { status: 200, json: { source: 'cache', stale: false } });
    t.equal(apiCalls(uplink.simulator).length, 0);
    await client.get(`/api/${kind}`);
    t.equal(apiCalls(uplink.simulator).length, 1, 'the list is fetched again');
    await sendWebhook(
      uplink,
      `${event}.deleted`,
      meetingPayload(hosted.meeting, { occurrences }, { operation: 'all' }),
    );
    const { rows } = await uplink.database.pool.query('select configuration from livestream');
    t.same(rows, [{ configuration: null }], 'the whole series');
  });

  test(`${kind}: created, started and ended refresh the list and keep the cached livestream`, async (t) => {
    const { uplink, client, hosted, event } = await arrange(t, kind);
    await client.get(hosted.path);
    for (const name of ['created', 'started', 'ended', 'recovered']) {
      await client.get(`/api/${kind}`);
      await sendWebhook(uplink, `${event}.${name}`, meetingPayload(hosted.meeting, { id: hosted.id }));
      const { rowCount } = await uplink.database.pool.query('select from listing_page');
      t.equal(rowCount, 0, name);
      t.equal(await isDirty(uplink, hosted.id), false, name);
    }
    const { json } = await client.get(`/api/${kind}`);
    const { live } = json.meetings.find(({ id }: { id: string }) => id === hosted.id);
    t.match(live, { status: 'idle' }, 'a meeting that ended is not live');
  });
}

test('a meeting and a webinar with the same ID are independent', async (t) => {
  const { uplink, client, hosted } = await arrange(t, 'meetings');
  const webinar = addHosted(uplink.simulator, 'webinars', { id: hosted.id });
  await client.get(hosted.path);
  await client.get(webinar.path);
  await sendWebhook(uplink, 'webinar.deleted', meetingPayload(webinar.meeting));
  const { rows } = await uplink.database.pool.query(
    'select kind, configuration is null as forgotten from livestream order by kind',
  );
  t.same(rows, [
    { kind: 'meeting', forgotten: false },
    { kind: 'webinar', forgotten: true },
  ]);
});

test('IDs beyond 2^53 match their meeting to the last digit', async (t) => {
  const { uplink, client } = await arrange(t, 'meetings');
  const ids = ['9007199254740993', '9007199254740992'];
  const [one, other] = ids.map((id) => addHosted(uplink.simulator, 'meetings', { id }));
  for (const hosted of [one, other]) await client.get(hosted?.path ?? '');
  uplink.simulator.editMeeting('9007199254740993', { topic: 'Renamed' });
  await webhooksProcessed(uplink);
  t.same(await Promise.all(ids.map((id) => isDirty(uplink, id))), [true, false]);
});
