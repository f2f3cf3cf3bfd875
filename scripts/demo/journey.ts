import assert from 'node:assert/strict';

/** Runs a step of the journey and reports its result. */
export type Step = (name: string, work: () => Promise<string>) => Promise<void>;

const USER = 'SimEventsTeam_00000001';
const STREAM_URL = 'rtmps://live.example.com/app';

/** Restarts everything with the same data. Resolves with the new origin of the app. */
export type Restart = () => Promise<string>;

interface Journey {
  appUrl: string;
  readonly zoomUrl: string;
  readonly streamKey: string;
  readonly request: SendRequest;
  /** The meeting that `list` chose. */
  meetingId: string;
  /** The ETag of its livestream. */
  etag: string;
}

type SendRequest = (
  method: string,
  url: string,
  init?: { body?: object; headers?: Record<string, string> },
) => Promise<Response>;

/**
 * The journey of a host over HTTP: install, list, get, update, read back, restart, sign out. Throws
 * at the first error.
 */
export async function walkJourney(
  appUrl: string,
  zoomUrl: string,
  step: Step,
  restart?: Restart,
): Promise<void> {
  const streamKey = `demo-${Date.now().toString(36)}-key`;
  const request = createRequest();
  const journey: Journey = { appUrl, zoomUrl, streamKey, request, meetingId: '', etag: '' };

  await step('Install: from the app to Zoom, and back with a session', () => install(journey));
  await step('List: the meetings of this user', () => list(journey));
  await step('Get: its livestream', () => getLivestream(journey));
  await step('Update: another address, key and page', () => updateLivestream(journey));
  await step('Read back: from Zoom, not from the cache', () => readBack(journey));
  if (restart) {
    await step('Restart: with the stored data', async () => {
      journey.appUrl = await restart();
      return checkAfterRestart(journey);
    });
  }
  await step('Sign out', () => signOut(journey));
}

/** Requests of one browser, which keeps cookies. */
function createRequest(): SendRequest {
  const cookies = new Map<string, string>();
  return async (method, url, { body, headers } = {}) => {
    const response = await fetch(url, {
      method,
      redirect: 'manual',
      headers: {
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        'sec-fetch-site': 'same-origin',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=');
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    return response;
  };
}

async function install({ appUrl, zoomUrl, request }: Journey): Promise<string> {
  const install = await request('GET', `${appUrl}/install`);
  assert.equal(install.status, 302);
  const authorize = new URL(install.headers.get('location') ?? '');
  assert.equal(authorize.origin, zoomUrl);
  const callback = await allow(authorize);
  assert.ok(callback.startsWith(`${appUrl}/oauth/callback?`));
  const back = await request('GET', callback);
  assert.equal(back.status, 303);
  const me = await bodyOf<Me>(await request('GET', `${appUrl}/api/me`));
  assert.equal(me.connection.status, 'connected');
  return `signed in as ${me.user.display_name}`;
}

async function list(journey: Journey): Promise<string> {
  const response = await journey.request('GET', `${journey.appUrl}/api/meetings`);
  const { meetings } = await bodyOf<{ meetings: Meeting[] }>(response);
  assert.ok(meetings.length > 0);
  const chosen = meetings.find(({ id }) => BigInt(id) > BigInt(Number.MAX_SAFE_INTEGER)) ?? meetings[0];
  assert.ok(chosen);
  journey.meetingId = chosen.id;
  return `${meetings.length} meetings; continuing with “${chosen.topic}”, ${chosen.id}`;
}

function livestreamUrl({ appUrl, meetingId }: Journey): string {
  return `${appUrl}/api/meetings/${meetingId}/livestream`;
}

async function getLivestream(journey: Journey): Promise<string> {
  const response = await journey.request('GET', livestreamUrl(journey));
  assert.equal(response.status, 200);
  journey.etag = response.headers.get('etag') ?? '';
  const { stream_url, configured } = await bodyOf<Livestream>(response);
  return configured ? `streams to ${stream_url}` : 'not configured yet';
}

async function updateLivestream(journey: Journey): Promise<string> {
  const { request, streamKey, etag } = journey;
  const body = {
    stream_url: STREAM_URL,
    stream_key: streamKey,
    page_url: 'https://example.com/watch',
  };
  const response = await request('PATCH', livestreamUrl(journey), { body, headers: { 'if-match': etag } });
  assert.equal(response.status, 200, await response.clone().text());
  const rejected = await request('PATCH', livestreamUrl(journey), {
    body,
    headers: { 'if-match': '"of-yesterday"' },
  });
  assert.equal(rejected.status, 412);
  return 'stored by Zoom; an outdated ETag is rejected';
}

async function readBack(journey: Journey): Promise<string> {
  const response = await journey.request('GET', `${livestreamUrl(journey)}?include=stream_key`, {
    headers: { 'cache-control': 'no-cache' },
  });
  const body = await bodyOf<Livestream>(response);
  assert.equal(body.source, 'zoom');
  assert.equal(body.stream_url, STREAM_URL);
  assert.equal(body.stream_key, journey.streamKey);
  return `streams to ${body.stream_url}, the key as saved`;
}

async function checkAfterRestart(journey: Journey): Promise<string> {
  const me = await bodyOf<Me>(await journey.request('GET', `${journey.appUrl}/api/me`));
  assert.equal(me.connection.status, 'connected');
  const response = await journey.request('GET', livestreamUrl(journey), {
    headers: { 'cache-control': 'no-cache' },
  });
  assert.equal(response.status, 200, await response.clone().text());
  const { stream_url } = await bodyOf<Livestream>(response);
  assert.equal(stream_url, STREAM_URL);
  return 'still signed in and connected to Zoom, which has what was saved';
}

async function signOut({ appUrl, request }: Journey): Promise<string> {
  assert.equal((await request('POST', `${appUrl}/logout`)).status, 204);
  const after = await request('GET', `${appUrl}/api/me`);
  assert.equal(after.status, 401);
  return 'the session has ended';
}

interface Me {
  user: { display_name: string };
  connection: { status: string };
}

interface Meeting {
  id: string;
  topic: string;
}

interface Livestream {
  configured: boolean;
  source: string;
  stream_url: string;
  stream_key?: string;
}

async function bodyOf<Body>(response: Response): Promise<Body> {
  return (await response.json()) as Body;
}

/** Picks the user on Zoom's page and allows access. */
async function allow(authorizeUrl: URL): Promise<string> {
  const page = await (await fetch(authorizeUrl)).text();
  const form = new URLSearchParams();
  const firstForm = page.slice(page.indexOf('<form'), page.indexOf('</form>'));
  for (const [, name, value] of firstForm.matchAll(/type="hidden" name="([^"]*)" value="([^"]*)"/g)) {
    form.set(name ?? '', (value ?? '').replaceAll('&amp;', '&'));
  }
  form.set('user', USER);
  const result = await fetch(new URL('/oauth/authorize', authorizeUrl), {
    method: 'POST',
    body: form,
    redirect: 'manual',
  });
  return result.headers.get('location') ?? '';
}
