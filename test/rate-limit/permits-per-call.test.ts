import t from 'tap';
import { Secret } from '../../src/crypto/secret.ts';
import { type Call, createZoomApi } from '../../src/zoom/api.ts';
import type { HttpResponse } from '../../src/zoom/http.ts';
import type { Caller } from '../../src/zoom/rate-limit/rate-limiter.ts';

const grant = { userId: 'user', accountId: 'account', accessToken: new Secret('token') };
const read: Call = {
  method: 'GET',
  path: '/x',
  label: 'light',
  operation: 'get_meeting',
  context: { kind: 'meeting', action: 'read' },
};
const start: Call = { ...read, method: 'PATCH', context: { kind: 'meeting', action: 'start' } };

/** Clients of a Zoom that returns these responses. Records the permits and the reported limits. */
function responding(...responses: { status: number; body: object }[]) {
  const permits: Caller[] = [];
  const reported: string[] = [];
  const api = createZoomApi({
    apiUrl: 'https://zoom.example',
    http: {
      async send() {
        const { status, body } = responses.shift() ?? { status: 500, body: {} };
        return { status, headers: {}, text: JSON.stringify(body) } as HttpResponse;
      },
      close: async () => {},
    },
    limiter: {
      acquire: async (caller) => void permits.push(caller),
      reportRateLimited: async (_caller, { code }) => void reported.push(code),
    },
  });
  return { ...api, permits, reported };
}

t.test('a retried read needs another permit, because Zoom counts it', async (t) => {
  const { interactive, permits } = responding({ status: 502, body: {} }, { status: 200, body: { a: 1 } });
  t.strictSame(await interactive(grant, read), { a: 1 });
  t.equal(permits.length, 2);
});

t.test('the limiter receives the caller and the priority', async (t) => {
  const { interactive, bulk, permits } = responding({ status: 200, body: {} }, { status: 204, body: {} });
  await bulk(grant, read);
  await interactive(grant, start);
  const user = { userId: 'user', accountId: 'account', label: 'light' };
  t.strictSame(permits, [
    { ...user, updates: false, priority: 'bulk' },
    { ...user, updates: true, priority: 'interactive' },
  ]);
});

t.test(
  'a second start of a livestream that is too soon does not limit other calls of the account',
  async (t) => {
    const message =
      'Too many requests submitted to start the live stream of this meeting: 82929473321. If the live stream has not already started, retry making a new request after 30 seconds.';
    const { interactive, reported } = responding(
      { status: 429, body: { code: 429, message } },
      {
        status: 429,
        body: { code: 429, message: 'You have reached the maximum per-second rate limit for this API.' },
      },
    );
    await t.rejects(interactive(grant, start), { code: 'zoom_rate_limited', members: { retryAfter: 30 } });
    t.strictSame(reported, []);
    await t.rejects(interactive(grant, start), { code: 'zoom_rate_limited' });
    t.strictSame(reported, ['zoom_rate_limited']);
  },
);
