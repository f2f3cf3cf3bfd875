import t from 'tap';
import { startApp } from '../helpers/app.ts';
import type { Json } from '../helpers/client.ts';
import { apiCalls, expireCached, HOST, KINDS } from '../helpers/zoom-host.ts';

for (const kind of KINDS) {
  t.test(`when Zoom fails, the last page of ${kind} is returned as stale, with its age`, async (t) => {
    const uplink = await startApp(t);
    const { simulator } = uplink;
    const host = await uplink.signIn(HOST);
    const first = await host.get(`/api/${kind}`);
    await expireCached(uplink, HOST);
    simulator.addFault({ kind: 'answer', status: 503, path: `/v2/users/me/${kind}`, times: 99 });
    const stale = await host.get(`/api/${kind}`);
    t.match(stale, { status: 200, json: { stale: true } });
    t.strictSame(idsOf(stale.json), idsOf(first.json));
    t.equal(Date.parse(stale.json.fetched_at), Date.parse(first.json.fetched_at) - 3_600_000);
    t.match(await host.get(`/api/${kind}`, { 'cache-control': 'no-cache' }), {
      json: { code: 'zoom_unavailable' },
    });
    const neverSeen = await host.get(`/api/${kind}?type=scheduled`);
    t.ok([502, 503].includes(neverSeen.status));
  });

  t.test(
    `when the account is rate-limited, the last page of ${kind} is returned without a call to Zoom`,
    async (t) => {
      const uplink = await startApp(t);
      const { simulator } = uplink;
      const host = await uplink.signIn(HOST);
      await host.get(`/api/${kind}`);
      await expireCached(uplink, HOST);
      simulator.addFault({ kind: 'rate-limit', path: `/v2/users/me/${kind}`, retryAfter: { value: '40' } });
      simulator.clearRequests();
      for (let again = 0; again < 3; again += 1) {
        t.match(await host.get(`/api/${kind}`), { status: 200, json: { stale: true } });
      }
      t.equal(apiCalls(simulator).length, 1);
      const rejected = await host.get(`/api/${kind}`, { 'cache-control': 'no-cache' });
      t.match(rejected, { status: 429, json: { code: 'zoom_rate_limited' } });
    },
  );
}

function idsOf({ meetings }: Json): string[] {
  return meetings.map(({ id }: Json) => id);
}
