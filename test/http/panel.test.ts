import { fileURLToPath } from 'node:url';
import t from 'tap';
import { seededUsers } from '../../tools/zoom-simulator/simulator.ts';
import { CLIENT, startApp } from '../helpers/app.ts';
import { encryptedContext } from '../helpers/app-context.ts';

const uiDirectory = fileURLToPath(new URL('./ui', import.meta.url));
const PUBLIC_URL = 'https://uplink.example';
const { events, training } = seededUsers;

const claims = (changed: object = {}) => ({
  typ: 'meeting',
  uid: events.id,
  iss: 'marketplace.zoom.us',
  aud: CLIENT.clientId,
  exp: Date.now() + 60_000,
  ...changed,
});
const header = (changed: object = {}, secret: string = CLIENT.clientSecret) => ({
  'x-zoom-app-context': encryptedContext(claims(changed), secret),
});

t.test(
  'only the panel may be framed, only by Zoom, and it has the four headers that Zoom requires',
  async (t) => {
    const app = await startApp(t, { uiDirectory, env: { PUBLIC_URL } });
    const anyUser = app.client();
    for (const headers of [{}, header(), header({ exp: 1 })]) {
      const response = await anyUser.get('/panel', headers);
      t.match(response.headers['content-type'], /^text\/html/);
      t.match(response.headers, {
        'content-security-policy': /frame-ancestors 'self' https:\/\/\*\.zoom\.us https:\/\/zoom\.us$/,
        'strict-transport-security': /max-age=\d{8}/,
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-store',
      });
      t.equal(response.headers['x-frame-options'], undefined);
      t.match(response.headers['content-security-policy'], /script-src 'self';/);
    }
    for (const path of ['/', '/account', '/api/me', '/privacy', '/panel/x']) {
      const { headers } = await anyUser.get(path);
      t.match(headers['content-security-policy'], /frame-ancestors 'none'/, path);
      t.equal(headers['x-frame-options'], 'DENY', path);
    }
  },
);

t.test('the page contains only claims that Zoom signed', async (t) => {
  const app = await startApp(t, { uiDirectory });
  const reported = async (client = app.client(), headers: Record<string, string> = {}) => {
    const { status, text } = await client.get('/panel', headers);
    return { status, context: /name="zoom-context" content="([^"]*)"/.exec(text)?.[1], text };
  };
  t.match(await reported(), { status: 200, context: undefined }, 'opened in a browser');
  t.match(await reported(app.client(), header()), { status: 200, context: 'meeting' });
  t.match(await reported(app.client(), header({ typ: 'panel' })), { status: 200, context: 'panel' });
  for (const forged of [header({}, 'guessed'), header({ exp: 1 }), { 'x-zoom-app-context': 'AAAA' }])
    t.match(await reported(app.client(), forged), {
      status: 403,
      context: undefined,
      text: /Reopen Uplink/,
    });

  const host = await app.signIn(events.id);
  const colleague = await app.signIn(training.id);
  t.match((await reported(host, header())).text, 'name="zoom-person" content="same"');
  t.match((await reported(colleague, header())).text, 'name="zoom-person" content="other"');
});
