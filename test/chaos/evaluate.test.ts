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

test('a connection whose stored token Zoom takes is well', async (t) => {
  t.equal(outcome({}), 'well');
});

test('a connection whose stored token is dead while it says that it is connected is lost', async (t) => {
  t.equal(outcome({ isLive: false }), 'lost');
});

test('a dead token that the host was told about is told, a living one is a needless alarm', async (t) => {
  t.equal(outcome({ isLive: false, status: 'reconnect_required' }), 'reported');
  t.equal(outcome({ status: 'reconnect_required' }), 'needless');
});

test('refusals for longer than the bound are stuck, whatever is stored', async (t) => {
  const rejections = [responded(503, 0, 400), responded(502, 500, 900), responded(0, 1000, 1500)];
  t.equal(outcome({}, rejections), 'stuck');
  t.equal(outcome({}, rejections.slice(0, 2)), 'well', 'not when they were over sooner');
  t.equal(outcome({}, [responded(200, 600, 700), ...rejections]), 'well', 'nor with an answer in between');
  t.equal(outcome({}, rejections, [{ from: 0, to: 1_200 }]), 'well', 'nor while the database was away');
});

test('to be told to reconnect is an answer, any other refusal is none', async (t) => {
  const late = responded(503, 5_000, 5_100);
  t.equal(
    outcome({}, [responded(503, 0, 100), responded(403, 2_000, 2_100, 'reconnect_required'), late]),
    'well',
  );
  t.equal(
    outcome({}, [responded(503, 0, 100), responded(403, 2_000, 2_100, 'scope_missing'), late]),
    'stuck',
  );
});

test('an erased host is gone', async (t) => {
  t.equal(outcome(undefined), 'gone');
});

test('the tokenLog knows which refresh token counts, and a stale one when it is presented', async (t) => {
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
  t.notOk(tokenLog.isLive('host', 'r1'), 'a new authorization ends the grant before it');
});
