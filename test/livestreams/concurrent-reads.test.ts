import t from 'tap';
import { startApp } from '../helpers/app.ts';
import { createLatch } from '../helpers/latch.ts';
import {
  addHosted,
  apiCalls,
  COLLEAGUE,
  CONFIGURED,
  HOST,
  notificationsReceived,
  waitUntil,
} from '../helpers/zoom-host.ts';

const uplink = await startApp(t);
const other = await startApp(t, { sharedWith: uplink });
const { simulator } = uplink;
const host = await uplink.signIn(HOST);
const elsewhere = await other.signIn(HOST);
t.beforeEach(() => {
  simulator.clearFaults();
  simulator.clearRequests();
});

t.test('fifty concurrent reads of one meeting cost one call to Zoom', async (t) => {
  const { path, zoomPath } = addHosted(simulator);
  simulator.addFault({ kind: 'delay', delayMs: 300, path: zoomPath });
  const responses = await Promise.all(Array.from({ length: 50 }, () => host.get(path)));
  t.ok(responses.every(({ status }) => status === 200));
  // A read after Zoom's response gets the cached value and makes no call.
  t.ok(responses.filter(({ json }) => json.source === 'zoom').length > 1, 'several waited for one response');
  t.equal(apiCalls(simulator).length, 1);
});

t.test('concurrent reads of different meetings, kinds and users share no call', async (t) => {
  const colleague = await uplink.signIn(COLLEAGUE);
  const mine = ['first', 'second'].map((name) => named(name, 'meetings', HOST));
  const webinar = named('webinar', 'webinars', HOST);
  const theirs = named('theirs', 'meetings', COLLEAGUE);
  simulator.addFault({ kind: 'delay', delayMs: 50, path: /livestream$/, times: 4 });
  const requested = [
    ...mine.map(({ path }) => host.get(path)),
    host.get(webinar.path),
    colleague.get(theirs.path),
  ];
  const pages = (await Promise.all(requested)).map(({ json }) => json.page_url);
  t.strictSame(
    pages,
    ['first', 'second', 'webinar', 'theirs'].map((name) => `https://watch.example/${name}`),
  );
});

t.test('concurrent reads share a failure, which is not cached', async (t) => {
  const { path, zoomPath } = addHosted(simulator);
  simulator.addFault({
    kind: 'answer',
    status: 400,
    body: { code: 3161, message: '' },
    delayMs: 50,
    path: zoomPath,
  });
  const responses = await Promise.all([host.get(path), host.get(path), host.get(path)]);
  t.ok(responses.every(({ status }) => status === 403));
  t.equal(apiCalls(simulator).length, 1);
  t.equal((await host.get(path)).status, 200);
});

/** Faults for the update and for the read after it. */
const UPDATES = {
  'that was read back': [{ kind: 'delay' }],
  'whose reading back failed': [{ kind: 'delay' }, { kind: 'answer', status: 400, body: { code: 9999 } }],
  'of unknown outcome': [{ kind: 'reset-after-work' }],
} as const;

for (const [where, reader] of Object.entries({ 'this instance': host, 'another instance': elsewhere })) {
  for (const [name, [onUpdate, onReadingBack]] of Object.entries(UPDATES)) {
    t.test(
      `on ${where}, a read after an update ${name} does not join a read that started before it`,
      async (t) => {
        const { path, zoomPath } = addHosted(simulator);
        const update = createLatch();
        const held = simulator.addFault({
          ...onUpdate,
          until: update.until,
          method: 'PATCH',
          path: zoomPath,
        });
        const updating = host.patch(path, { resolution: '1080p' }, { 'if-match': '*' });
        await waitUntil(() => held.met > 0);
        // Zoom's response to this read is late and has the previous value.
        const response = createLatch();
        const late = simulator.addFault({
          kind: 'answer',
          status: 200,
          body: CONFIGURED,
          until: response.until,
          method: 'GET',
          path: zoomPath,
        });
        let hasEnded = false;
        const early = reader.get(path).finally(() => {
          hasEnded = true;
        });
        await waitUntil(() => late.met > 0);
        if (onReadingBack) simulator.addFault({ ...onReadingBack, method: 'GET', path: zoomPath });
        update.release();
        await updating;
        await notificationsReceived(other);
        t.match((await reader.get(path)).json, { resolution: '1080p', stale: false });
        t.notOk(hasEnded, 'while the earlier read is in progress');
        response.release();
        t.match((await early).json, { resolution: '720p' });
        t.match((await reader.get(path)).json, { resolution: '1080p' }, 'the earlier read is not cached');
      },
    );
  }
}

function named(name: string, kind: 'meetings' | 'webinars', hostId: string) {
  return addHosted(simulator, kind, {
    hostId,
    livestream: { ...CONFIGURED, page_url: `https://watch.example/${name}` },
  });
}
