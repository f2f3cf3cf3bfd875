import fc from 'fast-check';
import t from 'tap';
import { isProblem } from '../../src/problem.ts';
import {
  AccessTokenRejected,
  type CallContext,
  failureOf,
  RateLimitedError,
} from '../../src/zoom/response-errors.ts';

const NOW = Date.parse('2025-01-19T23:00:00Z');
const READ: CallContext = { kind: 'meeting', action: 'read' };

function failure(status: number, body: unknown, headers: Record<string, string> = {}, context = READ) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return failureOf({ status, text, headers }, context, NOW);
}

t.test('status 429 is a rate limit; the header, or without one the message, shows which limit', (t) => {
  const perSecond = {
    code: 429,
    message: 'You have reached the maximum per-second rate limit for this API.',
  };
  const daily = { code: 429, message: 'You have reached the maximum daily rate limit for this API.' };
  for (const [body, headers, code, retryAfter] of [
    [perSecond, {}, 'zoom_rate_limited', 1],
    [{ code: 4001, message: 'Slow down' }, {}, 'zoom_rate_limited', 1],
    ['<html>429</html>', {}, 'zoom_rate_limited', 1],
    ['', { 'retry-after': '7' }, 'zoom_rate_limited', 7],
    [perSecond, { 'x-ratelimit-type': 'QPS', 'retry-after': '2' }, 'zoom_rate_limited', 2],
    [daily, {}, 'zoom_daily_limit', 3_600],
    [daily, { 'retry-after': '2025-01-20T00:00:00Z' }, 'zoom_daily_limit', 3_600],
    [daily, { 'retry-after': 'tomorrow' }, 'zoom_daily_limit', 3_600],
    [daily, { 'x-ratelimit-type': 'QPS' }, 'zoom_rate_limited', 1],
    [perSecond, { 'x-ratelimit-type': 'Daily-limit' }, 'zoom_daily_limit', 3_600],
    [
      '',
      { 'x-ratelimit-type': 'Daily-limit', 'retry-after': 'Mon, 20 Jan 2025 00:00:00 GMT' },
      'zoom_daily_limit',
      3_600,
    ],
    [{ code: 429, message: 'Retry making a new request after 30 seconds.' }, {}, 'zoom_rate_limited', 30],
    [{ code: 124, message: 'Not about a token.' }, {}, 'zoom_rate_limited', 1],
  ] as const) {
    const reported = failure(429, body, headers);
    t.ok(reported instanceof RateLimitedError);
    t.match(reported, { code, members: { retryAfter } }, JSON.stringify([body, headers]));
  }
  t.end();
});

t.test('code 124 with any error status means a rejected token, and no other code does', (t) => {
  for (const status of [400, 401, 403, 404]) {
    t.ok(failure(status, { code: 124, message: 'Invalid access token.' }) instanceof AccessTokenRejected);
  }
  t.notOk(failure(500, { code: 124, message: '' }) instanceof AccessTokenRejected);
  t.notOk(failure(401, '<html>') instanceof AccessTokenRejected);
  t.notOk(failure(401, { code: 4700, message: '' }) instanceof AccessTokenRejected);
  t.end();
});

t.test('starting and stopping have their own errors', (t) => {
  const status: CallContext = { kind: 'webinar', action: 'start' };
  t.match(failure(400, { code: 200, message: 'Webinar 82,929,473,321 has not started.' }, {}, status), {
    code: 'not_started',
  });
  t.match(failure(400, { code: 3000, message: '' }, {}, status), { code: 'livestream_not_configured' });
  const meeting: CallContext = { kind: 'meeting', action: 'start' };
  t.match(failure(400, { code: 4927, message: '' }, {}, meeting), { code: 'not_started' });
  t.match(failure(400, { code: 4400, message: '' }, {}, meeting), { code: 'end_to_end_encrypted' });
  t.end();
});

t.test('any response becomes a typed error: no exception, and no accidental reconnect_required', (t) => {
  const contexts: CallContext[] = [
    READ,
    { kind: 'webinar', action: 'update' },
    { kind: 'meeting', action: 'list' },
    { kind: 'user', action: 'read' },
  ];
  const codes = fc.integer({ min: -10, max: 4_699 }).filter((code) => code !== 124);
  const body = fc.oneof(
    fc.json(),
    fc.string(),
    fc.record({ code: codes, message: fc.anything(), errors: fc.anything() }),
  );
  fc.assert(
    fc.property(
      fc.integer({ min: 100, max: 599 }),
      body,
      fc.constantFrom(...contexts),
      (status, responded, context) => {
        const reported = failure(status, responded, { 'retry-after': '5' }, context);
        if (reported instanceof AccessTokenRejected) return JSON.stringify(responded).includes('124');
        if (!isProblem(reported)) return false;
        if (reported.members.zoom && reported.members.zoom.message.length > 300) return false;
        return reported.code !== 'reconnect_required' && reported.code !== 'internal_error';
      },
    ),
    { numRuns: 2_000 },
  );
  t.end();
});
