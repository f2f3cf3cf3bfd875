import t, { type Test } from 'tap';
import type { FaultRequest } from '../../tools/zoom-simulator/simulator.ts';
import { startApp } from '../helpers/app.ts';
import { startTokenInstance, tokenState } from '../helpers/token-instance.ts';
import { addHosted, HOST, refreshes } from '../helpers/zoom-host.ts';

/** The table of architecture and `zoom/oauth.ts`, row by row: what is seen, what it means, what is left behind. */
interface Row {
  seen: string;
  faults: FaultRequest[];
  outcomes: readonly string[];
  /** The user's connection afterwards. */
  status: 'connected' | 'reconnect_required';
  /** Whether the intent stays: the token was presented, and it is not known what became of it. */
  intent: boolean;
}

const response = (status: number, body: string | object = ''): FaultRequest => ({
  kind: 'answer',
  status,
  body,
});
const stored = { status: 'connected', intent: false } as const;
const ambiguous = { outcomes: ['unknown', 'unknown'], status: 'connected', intent: true } as const;
const unchanged = { ...stored, outcomes: ['unchanged'] };

const ROWS: Row[] = [
  { seen: '200 with a pair', faults: [], outcomes: ['refreshed'], ...stored },
  { seen: '200 with a page', faults: [response(200, '<html>'), response(200, '<html>')], ...ambiguous },
  { seen: '200 with JSON that is no pair', faults: [response(200, {}), response(200, [])], ...ambiguous },
  { seen: '200 cut off', faults: [response(200, '{"access_tok'), response(200, '{"')], ...ambiguous },
  { seen: 'a reset', faults: [{ kind: 'reset' }, { kind: 'reset' }], ...ambiguous },
  {
    seen: 'a reset, and then an answer',
    faults: [{ kind: 'reset' }],
    outcomes: ['unknown', 'refreshed'],
    ...stored,
  },
  {
    seen: 'invalid_client',
    faults: [response(401, { error: 'invalid_client' })],
    outcomes: ['misconfigured'],
    ...stored,
  },
  { seen: '429', faults: [response(429)], ...unchanged },
  { seen: '500', faults: [response(500)], ...unchanged },
  { seen: '503 with a page', faults: [response(503, '<html>')], ...unchanged },
  {
    seen: '400 with something else',
    faults: [response(400, { error: 'unsupported_grant_type' })],
    ...unchanged,
  },
  { seen: '302', faults: [response(302)], ...unchanged },
  {
    seen: 'invalid_grant',
    faults: [response(400, { error: 'invalid_grant', reason: 'Invalid Token!' })],
    outcomes: ['dead'],
    status: 'reconnect_required',
    intent: false,
  },
];

async function start(t: Test) {
  const uplink = await startApp(t);
  const host = await uplink.signIn(HOST);
  const instance = await startTokenInstance(t, uplink);
  return { uplink, host, instance, simulator: uplink.simulator, ...addHosted(uplink.simulator) };
}

for (const { seen, faults, outcomes, status, intent } of ROWS) {
  t.test(
    `${seen} is ${outcomes.join(', then ')}: ${status}${intent ? ', with the intent' : ''}`,
    async (t) => {
      const { uplink, instance, simulator, host, path } = await start(t);
      const before = await tokenState(uplink);
      for (const fault of faults) simulator.addFault({ ...fault, path: '/oauth/token' });
      await instance.tokens.refreshNow(HOST).catch(() => undefined);
      t.strictSame(instance.outcomes, outcomes);
      const after = await tokenState(uplink);
      t.match(after, { status, leaseOwner: null, intent: intent ? String(before.generation) : null });
      t.equal(after.generation, before.generation + (outcomes.includes('refreshed') ? 1n : 0n));

      if (status === 'reconnect_required') return;
      simulator.expireAccessTokens(HOST);
      t.equal(
        (await host.get(path, { 'cache-control': 'no-cache' })).status,
        200,
        'the next holder succeeds',
      );
      t.match(await tokenState(uplink), { status: 'connected', intent: null });
    },
  );
}

t.test('an answer lost after the work is presented once more, at once, and no more', async (t) => {
  for (const [grace, status] of [
    [60, 'connected'],
    [0, 'reconnect_required'],
  ] as const) {
    const { uplink, instance, simulator } = await start(t);
    simulator.state.settings.refreshGraceSeconds = grace;
    simulator.addFault({ kind: 'reset-after-work', path: '/oauth/token' });
    await instance.tokens.refreshNow(HOST).catch(() => undefined);
    t.strictSame(instance.outcomes, ['unknown', grace ? 'refreshed' : 'dead']);
    t.equal(refreshes(simulator).length, 2);
    const presented = refreshes(simulator).map(
      ({ body }) => (body as { refresh_token: string }).refresh_token,
    );
    t.equal(new Set(presented).size, 1, 'the same token');
    t.match(await tokenState(uplink), { status });
  }
});

t.test('what was never sent is not ambiguous: it is not presented again, and no intent stays', async (t) => {
  const uplink = await startApp(t);
  await uplink.signIn(HOST);
  const zoom = { ...uplink.config.zoom, oauthUrl: 'http://127.0.0.1:1' };
  const instance = await startTokenInstance(t, { ...uplink, config: { ...uplink.config, zoom } });
  await t.rejects(instance.tokens.refreshNow(HOST), { code: 'zoom_unavailable' });
  t.strictSame(instance.outcomes, ['unchanged']);
  t.match(await tokenState(uplink), { status: 'connected', intent: null, leaseOwner: null });
});
