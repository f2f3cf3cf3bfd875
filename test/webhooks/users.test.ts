import { test } from 'tap';

import { startWithWebhooks } from '../helpers/webhook-host.ts';
import {
  dump,
  failedJobs,
  isDirty,
  meetingPayload,
  sendWebhook,
  streaming,
  webhooksProcessed,
} from '../helpers/webhooks.ts';
import { addHosted, COLLEAGUE, CONFIGURED, HOST } from '../helpers/zoom-host.ts';

test('a user who was changed at Zoom is read again', async (t) => {
  const { uplink, client } = await startWithWebhooks(t);
  uplink.simulator.editUser(HOST, { displayName: 'A New Name', timezone: 'Asia/Tokyo', type: 1 });
  await webhooksProcessed(uplink);
  t.match((await client.get('/api/me')).json.user, {
    id: HOST,
    display_name: 'A New Name',
    timezone: 'Asia/Tokyo',
    plan_type: 'basic',
  });
});

test('a changed user whose connection has ended is not fetched repeatedly', async (t) => {
  const { uplink, client } = await startWithWebhooks(t);
  uplink.simulator.revokeGrant(HOST);
  await sendWebhook(uplink, 'user.updated', { account_id: 'SimBusinessAccount_001', object: { id: HOST } });
  t.match((await client.get('/api/me')).json.connection, { status: 'reconnect_required' });
  t.equal(await failedJobs(uplink), 0);
});

test('a changed setting marks all cached livestreams of the user as stale, and those that an older event fills later', async (t) => {
  const { uplink, client } = await startWithWebhooks(t);
  const [one, other, unread] = [1, 2, 3].map(() => addHosted(uplink.simulator));
  const theirs = addHosted(uplink.simulator, 'meetings', { hostId: COLLEAGUE });
  const colleague = await uplink.signIn(COLLEAGUE);
  await colleague.get(theirs.path);
  for (const hosted of [one, other]) await client.get(hosted?.path ?? '');
  uplink.simulator.setCustomLivestream(HOST, false);
  await webhooksProcessed(uplink);
  for (const hosted of [one, other]) {
    t.equal(await isDirty(uplink, hosted?.id ?? ''), true);
    t.match((await client.get(hosted?.path ?? '')).json, { source: 'zoom' });
  }
  t.equal(await isDirty(uplink, theirs.id), false, 'a colleague’s livestreams are unchanged');
  if (unread === undefined) throw new Error('unreachable');
  const started = meetingPayload(unread.meeting, streaming(CONFIGURED));
  await sendWebhook(uplink, 'meeting.live_streaming_started', started, { eventTs: Date.now() - 30_000 });
  t.equal(await isDirty(uplink, unread.id), true, 'an older event arrived later');
});

test('a user who was deleted in Zoom is erased, and no other user is', async (t) => {
  const { uplink, client } = await startWithWebhooks(t);
  const colleague = await uplink.signIn(COLLEAGUE);
  const hosted = addHosted(uplink.simulator);
  await client.get(hosted.path);
  await sendWebhook(
    uplink,
    'meeting.live_streaming_started',
    meetingPayload(hosted.meeting, streaming(CONFIGURED)),
  );
  uplink.simulator.deleteUser(HOST);
  await webhooksProcessed(uplink);
  t.match(await client.get('/api/me'), { status: 401 });
  t.match(await colleague.get('/api/me'), { status: 200 });
  const text = await dump(uplink);
  for (const trace of [HOST, hosted.id]) t.notMatch(text, trace);
});

test('a user who is deleted by an event from before their authorization stays', async (t) => {
  const { uplink, client } = await startWithWebhooks(t);
  const payload = { account_id: 'SimBusinessAccount_001', object: { id: HOST } };
  await sendWebhook(uplink, 'user.deleted', payload, { eventTs: Date.now() - 60_000 });
  t.match(await client.get('/api/me'), { status: 200 });
});
