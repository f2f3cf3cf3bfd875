import t from 'tap';
import { startApp } from '../helpers/app.ts';
import type { Client } from '../helpers/client.ts';
import { createLatch } from '../helpers/latch.ts';
import { addHosted, apiCalls, CONFIGURED, HOST, KINDS } from '../helpers/zoom-host.ts';

const env = { ZOOM_LIGHT_PER_SECOND: '5000', RATE_LIMIT_USER_PER_MINUTE: '100000' };
const uplink = await startApp(t, { env });
const other = await startApp(t, { sharedWith: uplink, env });
const { simulator } = uplink;
const instances = [await uplink.signIn(HOST), await other.signIn(HOST)] as const;

for (const kind of KINDS) {
  t.test(
    `one of fifty updates of one of the ${kind} with the same tag on two instances succeeds`,
    async (t) => {
      const { path, zoomPath, atZoom } = addHosted(simulator, kind);
      const etag = String((await instances[0].get(path)).headers.etag);
      simulator.clearRequests();
      const responses = await Promise.all(
        Array.from({ length: 50 }, (_none, index) => {
          const change = { page_url: `https://watch.example/${index}` };
          return instances[index % 2 === 0 ? 0 : 1].patch(path, change, { 'if-match': etag });
        }),
      );
      const winners = responses.filter(({ status }) => status === 200);
      t.equal(winners.length, 1);
      t.equal(responses.filter(({ status }) => status === 412).length, 49);
      t.equal(apiCalls(simulator, { method: 'PATCH', path: zoomPath }).length, 1);
      t.equal(atZoom()?.page_url, winners[0]?.json.page_url);
      for (const { status, json, headers } of responses) {
        if (status !== 412) continue;
        t.equal(json.livestream.page_url, winners[0]?.json.page_url);
        t.equal(headers.etag, winners[0]?.headers.etag);
      }
    },
  );
}

t.test('in two hundred rounds of two concurrent editors on two instances, no update is lost', async (t) => {
  const { path, atZoom, edit } = addHosted(simulator);
  edit({ page_url: 'https://watch.example/' });
  const editors = instances.map((client, number) => editor(client, path, String.fromCharCode(97 + number)));
  await Promise.all(editors.map((run) => run(100)));
  const written = new URL(atZoom()?.page_url ?? '').pathname.slice(1);
  t.equal(written.length, 200);
  t.equal(written.replaceAll('b', '').length, 100);
});

/** Appends its letter to the current value, and retries until the update succeeds. */
function editor(client: Client, path: string, letter: string) {
  return async (rounds: number) => {
    for (let done = 0; done < rounds; ) {
      const { json, headers } = await client.get(path);
      const change = { page_url: `${json.page_url}${letter}` };
      const { status } = await client.patch(path, change, { 'if-match': String(headers.etag) });
      if (status === 200) done += 1;
      else if (status !== 412) throw new Error(`an update returned ${status}`);
    }
  };
}

t.test('a repeated update changes nothing: with its tag it is 412, with * it succeeds', async (t) => {
  const { path, atZoom } = addHosted(simulator);
  const etag = String((await instances[0].get(path)).headers.etag);
  const send = (ifMatch: string) =>
    instances[0].patch(path, { resolution: '1080p' }, { 'if-match': ifMatch });
  const first = await send(etag);
  const second = await send(etag);
  t.equal(first.status, 200);
  t.match(second, {
    status: 412,
    json: { livestream: { resolution: '1080p' } },
    headers: { etag: first.headers.etag },
  });
  const third = await send('*');
  t.match(third, { status: 200, headers: { etag: first.headers.etag } });
  t.strictSame(atZoom(), { ...CONFIGURED, resolution: '1080p' });
});

t.test('updates of different meetings do not wait for each other', async (t) => {
  const [slow, quick] = [addHosted(simulator), addHosted(simulator)];
  const update = createLatch();
  simulator.addFault({ kind: 'delay', until: update.until, method: 'PATCH', path: slow.zoomPath });
  let hasEnded = false;
  const slowly = instances[0].patch(slow.path, { resolution: '1080p' }, { 'if-match': '*' }).finally(() => {
    hasEnded = true;
  });
  t.equal((await instances[0].patch(quick.path, { resolution: '1080p' }, { 'if-match': '*' })).status, 200);
  t.notOk(hasEnded);
  update.release();
  t.equal((await slowly).status, 200);
});
