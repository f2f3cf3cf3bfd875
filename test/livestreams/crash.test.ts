import t from 'tap';
import type { FaultRequest } from '../../tools/zoom-simulator/simulator.ts';
import { startApp } from '../helpers/app.ts';
import { startChildApp } from '../helpers/child-app.ts';
import { addHosted, CONFIGURED, HOST, waitUntil } from '../helpers/zoom-host.ts';

const survivor = await startApp(t);
const { simulator } = survivor;
const host = await survivor.signIn(HOST);

/**
 * When the process is killed: the call to Zoom in progress, and whether the update was applied.
 */
const MOMENTS: Record<string, { fault: FaultRequest; done: boolean }> = {
  'before Zoom’s configuration was fetched': { fault: { kind: 'hang', method: 'GET' }, done: false },
  'before Zoom applied it': { fault: { kind: 'hang', method: 'PATCH' }, done: false },
  'after Zoom applied it, before the response': {
    fault: { kind: 'hang-after-work', method: 'PATCH' },
    done: true,
  },
  'before it was verified': { fault: { kind: 'hang', method: 'GET', skip: 1 }, done: true },
  'while Zoom applies it late': { fault: { kind: 'delay', delayMs: 600, method: 'PATCH' }, done: true },
};

for (const [moment, { fault, done }] of Object.entries(MOMENTS)) {
  t.test(
    `after a process is killed in an update ${moment}, no outdated cached value is shown as fresh`,
    async (t) => {
      const child = await startChildApp(t, survivor, host);
      const { path, zoomPath, atZoom } = addHosted(simulator);
      const etag = String((await host.get(path)).headers.etag);
      t.match((await host.get(path)).json, { source: 'cache' }, 'the cached value is fresh');

      const met = simulator.addFault({ ...fault, path: zoomPath });
      const dying = child.client
        .patch(path, { resolution: '1080p' }, { 'if-match': etag })
        .catch(() => undefined);
      await waitUntil(() => met.met > 0);
      if (fault.kind === 'hang-after-work') await waitUntil(() => atZoom()?.resolution === '1080p');
      await child.kill();
      t.equal(await dying, undefined, 'its client got no response');

      const truth = () => atZoom()?.resolution ?? '';
      t.match((await host.get(path)).json, { resolution: truth(), source: 'zoom', stale: false });
      if (done) await waitUntil(() => truth() === '1080p');
      t.match((await host.get(path)).json, { resolution: truth(), source: 'zoom', stale: false });
      simulator.clearFaults();
      simulator.addFault({ kind: 'answer', status: 502, path: zoomPath, times: 3 });
      const stale = await host.get(path);
      t.equal(stale.json.stale, true, 'and without Zoom the previous value is marked stale');
      simulator.clearFaults();
      t.strictSame(atZoom(), { ...CONFIGURED, resolution: done ? '1080p' : '720p' });

      // The lease of the killed process ends immediately here instead of after 20 seconds.
      await survivor.database.pool.query(
        "update livestream set write_until = now() - interval '1 second' where write_owner is not null",
      );
      const repaired = await host.patch(
        path,
        { resolution: '1080p' },
        { 'if-match': String((await host.get(path)).headers.etag) },
      );
      t.equal(repaired.status, 200);
      t.match((await host.get(path)).json, { resolution: '1080p', source: 'cache', stale: false });
    },
  );
}

t.test(
  'a failed update keeps the result and history entry of an earlier update whose process was killed',
  async (t) => {
    const child = await startChildApp(t, survivor, host);
    const { id, path, zoomPath, atZoom } = addHosted(simulator);
    await host.get(path);
    simulator.addFault({ kind: 'hang-after-work', method: 'PATCH', path: zoomPath });
    const dying = child.client
      .patch(path, { resolution: '1080p' }, { 'if-match': '*' })
      .catch(() => undefined);
    await waitUntil(() => atZoom()?.resolution === '1080p');
    await child.kill();
    await dying;

    simulator.addFault({ kind: 'answer', status: 500, method: 'GET', path: zoomPath, times: 3 });
    const failed = await host.patch(path, { page_url: 'https://watch.example/other' }, { 'if-match': '*' });
    t.equal(failed.status, 502);
    simulator.clearFaults();
    t.match((await host.get(path)).json, { resolution: '1080p', source: 'zoom', stale: false });
    await survivor.database.pool.query(
      "update livestream set write_until = now() - interval '1 second' where meeting_id = $1",
      [id],
    );
    t.match((await host.get(path, { 'cache-control': 'no-cache' })).json, { resolution: '1080p' });
    const { changes } = (await host.get(`/api/meetings/${id}/livestream/history`)).json;
    t.match(
      changes,
      [{ by: 'uplink', kind: 'updated', after: { resolution: '1080p' } }],
      'attributed to Uplink',
    );
  },
);
