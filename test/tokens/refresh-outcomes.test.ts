import t, { type Test } from 'tap';
import type { FaultRequest } from '../../tools/zoom-simulator/simulator.ts';
import { startApp } from '../helpers/app.ts';
import { startTokenInstance, tokenState } from '../helpers/token-instance.ts';
import { addHosted, HOST, refreshes } from '../helpers/zoom-host.ts';

/**
 * The rows of the table in `zoom/oauth.ts`: the response, its outcome, and the state afterwards.
 */
interface Row {
  response: string;
  faults: FaultRequest[];
  outcomes: readonly string[];
  /** The user's connection afterwards. */
  status: 'connected' | 'reconnect_required';
  /** Whether the intent remains: the token was sent, and the outcome is unknown. */
  intent: boolean;
}

const responseFault = (status: number, body: string | object = ''): FaultRequest => ({
  kind: 'answer',
  status,
  body,
});
const stored = { status: 'connected', intent: false } as const;
const ambiguous = { outcomes: ['unknown', 'unknown'], status: 'connected', intent: true } as const;
const unchanged = { ...stored, outcomes: ['unchanged'] };

const ROWS: Row[] = [
  { response: '200 with a pair', faults: [], outcomes: ['refreshed'], ...stored },
  {
    response: '200 with a page',
    faults: [responseFault(200, '<html>'), responseFault(200, '<html>')],
    ...ambiguous,
  },
  {
    response: '200 with JSON without tokens',
    faults: [responseFault(200, {}), responseFault(200, [])],
    ...ambiguous,
  },
  {
    response: '200 cut off',
    faults: [responseFault(200, '{"access_tok'), responseFault(200, '{"')],
    ...ambiguous,
  },
  { response: 'a reset', faults: [{ kind: 'reset' }, { kind: 'reset' }], ...ambiguous },
  {
    response: 'a reset, and then a response',
    faults: [{ kind: 'reset' }],
    outcomes: ['unknown', 'refreshed'],
    ...stored,
  },
  {
    response: 'invalid_client',
    faults: [responseFault(401, { error: 'invalid_client' })],
    outcomes: ['misconfigured'],
    ...stored,
  },
  { response: '429', faults: [responseFault(429)], ...unchanged },
  { response: '500', faults: [responseFault(500)], ...unchanged },
  { response: '503 with a page', faults: [responseFault(503, '<html>')], ...unchanged },
  {
    response: '400 with something else',
    faults: [responseFault(400, { error: 'unsupported_grant_type' })],
    ...unchanged,
  },
  { response: '302', faults: [responseFault(302)], ...unchanged },
  {
    response: 'invalid_grant',
    faults: [responseFault(400, { error: 'invalid_grant', reason: 'Invalid Token!' })],
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

for (const { response, faults, outcomes, status, intent } of ROWS) {
  t.test(
    `${response} is ${outcomes.join(', then ')}: ${status}${intent ? ', with the intent' : ''}`,
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
        'the next attempt succeeds',
      );
      t.match(await tokenState(uplink), { status: 'connected', intent: null });
    },
  );
}

t.test('if a response is lost, the token is immediately sent once more, and not again', async (t) => {
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
    const sentTokens = refreshes(simulator).map(
      ({ body }) => (body as { refresh_token: string }).refresh_token,
    );
    t.equal(new Set(sentTokens).size, 1, 'the same token');
    t.match(await tokenState(uplink), { status });
  }
});

t.test(
  'a request that was not sent is not ambiguous: it is not retried, and no intent remains',
  async (t) => {
    const uplink = await startApp(t);
    await uplink.signIn(HOST);
    const zoom = { ...uplink.config.zoom, oauthUrl: 'http://127.0.0.1:1' };
    const instance = await startTokenInstance(t, { ...uplink, config: { ...uplink.config, zoom } });
    await t.rejects(instance.tokens.refreshNow(HOST), { code: 'zoom_unavailable' });
    t.strictSame(instance.outcomes, ['unchanged']);
    t.match(await tokenState(uplink), { status: 'connected', intent: null, leaseOwner: null });
  },
);
