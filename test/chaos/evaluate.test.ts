import { test } from 'tap';
import { evaluate, type StoredTokens } from '../../tools/chaos/harness/evaluate.ts';
import type { ClientResponse } from '../../tools/chaos/harness/history.ts';
import { createTokenLog } from '../../tools/chaos/harness/token-log.ts';

const STUCK = { stuckAfterMs: 1_000 };

function outcome(
  held: Partial<StoredTokens> | undefined,
  responses: ClientResponse[] = [],
  disruptions = [{ from: 0, to: 0 }],
) {
  const row: StoredTokens = { user: 'host', status: 'connected', isLive: true, ...held };
  const history = { users: new Set(['host']), responses, disruptions };
  return evaluate(history, held === undefined ? [] : [row], STUCK).get('host');
}

function responded(status: number, sentAt: number, receivedAt: number, code = ''): ClientResponse {
  return { user: 'host', instance: 'one', sentAt, receivedAt, status, code, hungUp: false };
}

test('a connection with a valid stored token is connected', async (t) => {
  t.equal(outcome({}), 'connected');
});

test('a connection with an invalid token and the status connected is lost', async (t) => {
  t.equal(outcome({ isLive: false }), 'lost');
});

test('with the status reconnect_required, an invalid token is reported and a valid one is needless', async (t) => {
  t.equal(outcome({ isLive: false, status: 'reconnect_required' }), 'reported');
  t.equal(outcome({ status: 'reconnect_required' }), 'needless');
});

test('a user who gets errors for longer than the limit is stuck, regardless of the stored token', async (t) => {
  const rejections = [responded(503, 0, 400), responded(502, 500, 900), responded(0, 1000, 1500)];
  t.equal(outcome({}, rejections), 'stuck');
  t.equal(outcome({}, rejections.slice(0, 2)), 'connected', 'not if the errors end sooner');
  t.equal(
    outcome({}, [responded(200, 600, 700), ...rejections]),
    'connected',
    'nor with a success in between',
  );
  t.equal(outcome({}, rejections, [{ from: 0, to: 1_200 }]), 'connected', 'nor during a disruption');
});

test('reconnect_required is a definite response, any other error is not', async (t) => {
  const late = responded(503, 5_000, 5_100);
  t.equal(
    outcome({}, [responded(503, 0, 100), responded(403, 2_000, 2_100, 'reconnect_required'), late]),
    'connected',
  );
  t.equal(
    outcome({}, [responded(503, 0, 100), responded(403, 2_000, 2_100, 'scope_missing'), late]),
    'stuck',
  );
});

test('a host without a row is erased', async (t) => {
  t.equal(outcome(undefined), 'erased');
});

test('the token log tracks the valid refresh token and detects stale ones', async (t) => {
  const tokenLog = createTokenLog();
  tokenLog.authorized('host', 'r0');
  t.ok(tokenLog.isLive('host', 'r0'));
  tokenLog.rotated(tokenLog.arrived('r0'), 'r0', 'r1');
  t.notOk(tokenLog.isLive('host', 'r0'));
  t.ok(tokenLog.isLive('host', 'r1'));
  t.notOk(tokenLog.isLive('other', 'r1'));
  const replay = tokenLog.arrived('r0');
  tokenLog.notRotated(replay, 'r0', 'refused');
  t.match(replay, { user: 'host', generation: 0, stale: true });
  tokenLog.authorized('host', 's0');
  t.notOk(tokenLog.isLive('host', 'r1'), 'a new authorization ends the previous grant');
});
