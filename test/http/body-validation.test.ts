import t from 'tap';
import { startApp } from '../helpers/app.ts';
import { addHosted, HOST } from '../helpers/zoom-host.ts';

const CHANGES = { resolution: '1080p' };

t.test('an array that is too long is rejected before its values are validated', async (t) => {
  const uplink = await startApp(t);
  const host = await uplink.signIn(HOST);
  for (const body of [
    { meeting_ids: new Array(20_000).fill(1), changes: CHANGES },
    { updates: new Array(20_000).fill(1) },
  ]) {
    const response = await host.post('/api/bulk-updates', { body });
    t.match(response, { status: 413, json: { code: 'payload_too_large', reason: 'too_many_meetings' } });
    t.notOk(response.json.errors);
  }
  const wrong = await host.post('/api/bulk-updates', {
    body: { meeting_ids: new Array(1000).fill(1), changes: CHANGES },
  });
  t.equal(wrong.status, 400);
  t.ok(wrong.json.errors.length <= 20);
});

t.test('expensive requests have a limit by cost, which includes rejected ones', async (t) => {
  const uplink = await startApp(t, { startsJobs: false, env: { RATE_LIMIT_USER_PER_MINUTE: '100' } });
  const host = await uplink.signIn(HOST);
  const { id } = addHosted(uplink.simulator);
  const statuses: number[] = [];
  for (let tries = 0; tries < 25; tries += 1)
    statuses.push((await host.post('/api/bulk-updates', { body: { meeting_ids: [1] } })).status);
  t.equal(statuses[0], 400);
  t.ok(statuses.includes(429), 'after a while');
  const rejected = await host.post('/api/bulk-updates', { body: { meeting_ids: [id], changes: CHANGES } });
  t.match(rejected, { status: 429, json: { code: 'too_many_requests' } });
  t.match(rejected.headers['retry-after'], /^\d+$/);
  t.equal((await host.get('/api/me')).status, 200, 'other requests are served');
});
