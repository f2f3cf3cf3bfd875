import fc from 'fast-check';
import t from 'tap';
import { startApp } from '../helpers/app.ts';
import type { Json } from '../helpers/client.ts';
import { addHosted, CONFIGURED, HOST } from '../helpers/zoom-host.ts';

/*
 * For any sequence of changes in Uplink and in Zoom, the history is one chain. Each entry begins
 * where the one before it ended, the first where the livestream began, and the last ends with what
 * Zoom has; and restoring an entry brings back what was current before it.
 */
const uplink = await startApp(t, {
  env: { ZOOM_LIGHT_PER_SECOND: '1000000', RATE_LIMIT_USER_PER_MINUTE: '1000000' },
});
const { simulator } = uplink;
const host = await uplink.signIn(HOST);

const resolution = fc.constantFrom('720p', '1080p');
const page = fc.constantFrom(CONFIGURED.page_url, 'https://watch.example/one', 'https://watch.example/two');
const key = fc.constantFrom(CONFIGURED.stream_key, 'canary-model-key-1111', 'canary-model-key-2222');
const fields = fc
  .record({ resolution, page_url: page, stream_key: key }, { requiredKeys: [] })
  .filter((given) => Object.keys(given).length > 0);

type Step =
  | { do: 'update' | 'edit'; fields: Partial<Record<keyof typeof CONFIGURED, string>> }
  | { do: 'read' }
  | { do: 'restore'; pick: number };
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('update' as const), fields }),
  fc.record({ do: fc.constant('edit' as const), fields }),
  fc.constant({ do: 'read' as const }),
  fc.record({ do: fc.constant('restore' as const), pick: fc.nat() }),
);

const RUNS = 60;

t.test(
  `a history is one chain from the first state to the state in Zoom, in ${RUNS} random runs`,
  async (t) => {
    let entries = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
        const meeting = addHosted(simulator);
        const history = async (): Promise<Json[]> =>
          (await host.get(`${meeting.path}/history`)).json.changes.reverse();
        const read = () => host.get(meeting.path, { 'cache-control': 'no-cache' });
        const first = shown((await read()).json);
        for (const each of steps) {
          if (each.do === 'read') await read();
          if (each.do === 'edit') meeting.edit(each.fields);
          if (each.do === 'update') await host.patch(meeting.path, each.fields, { 'if-match': '*' });
          if (each.do === 'restore') await restore(meeting.path, await history(), each.pick);
        }
        const last = shown((await read()).json);
        const chain = await history();
        entries += chain.length;
        let now = first;
        for (const { before, after } of chain) {
          t.strictSame(before, now);
          t.strictNotSame(after, now, 'an entry is a change');
          now = after;
        }
        t.strictSame(now, last);
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
    t.comment(`${entries} entries`);
    t.ok(entries > RUNS);
  },
);

async function restore(path: string, chain: Json[], pick: number): Promise<void> {
  const change = chain[pick % Math.max(chain.length, 1)];
  if (change === undefined) return;
  const body = { change_id: change.id };
  const response = await host.post(`${path}/restore`, { body, headers: { 'if-match': '*' } });
  t.equal(response.status, 200);
  t.strictSame(shown(response.json), change.before);
}

function shown({ stream_url, stream_key_hint, stream_key_fingerprint, page_url, resolution }: Json) {
  return { stream_url, stream_key_hint, stream_key_fingerprint, page_url, resolution };
}
