import t from 'tap';
import { startApp } from '../helpers/app.ts';
import { addHosted, apiCalls, HOST } from '../helpers/zoom-host.ts';

const ALWAYS = { times: Number.POSITIVE_INFINITY };

t.test('a hundred requests cause at most 120 calls while Zoom returns 503', async (t) => {
  const { simulator, ...uplink } = await startApp(t, { env: { ZOOM_LIGHT_PER_SECOND: '1000' } });
  const host = await uplink.signIn(HOST);
  const meetings = Array.from({ length: 100 }, () => addHosted(simulator));
  simulator.clearRequests();
  simulator.addFault({ kind: 'answer', status: 503, path: /livestream$/, ...ALWAYS });
  const responses = await Promise.all(meetings.map(({ path }) => host.get(path)));
  t.ok(
    responses.every(({ status, json }) => [502, 503].includes(status) && json.code === 'zoom_unavailable'),
  );
  t.ok(apiCalls(simulator).length <= 120, `${apiCalls(simulator).length} calls`);
});

t.test('a single failure of Zoom is retried and does not reach readers', async (t) => {
  const { simulator, ...uplink } = await startApp(t);
  const host = await uplink.signIn(HOST);
  const { path, zoomPath } = addHosted(simulator);
  simulator.clearRequests();
  simulator.addFault({ kind: 'answer', status: 502, path: zoomPath });
  t.match(await host.get(path), { status: 200, json: { source: 'zoom', stale: false } });
  t.equal(apiCalls(simulator).length, 2);
});

t.test('at most a tenth of the requests are retried if some of them fail', async (t) => {
  const { simulator, ...uplink } = await startApp(t, { env: { ZOOM_LIGHT_PER_SECOND: '1000' } });
  const host = await uplink.signIn(HOST);
  simulator.clearRequests();
  let met = 0;
  for (let round = 0; round < 40; round += 1) {
    const { path, zoomPath } = addHosted(simulator);
    // Every eighth meeting fails on each call: less than what opens the circuit.
    const fault =
      round % 8 === 0
        ? simulator.addFault({ kind: 'answer', status: 503, path: zoomPath, ...ALWAYS })
        : undefined;
    await host.get(path);
    met += fault?.met ?? 0;
  }
  const repeated = met - 5;
  t.ok(repeated <= 0.1 * 40 + 1, `${repeated} repeated`);
});
