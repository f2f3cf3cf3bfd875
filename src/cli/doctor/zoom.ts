import { randomToken } from '../../crypto/random.ts';
import type { Secret } from '../../crypto/secret.ts';
import { readTokenError } from '../../zoom/token-errors.ts';
import type { Check, Finding } from './check.ts';
import { meaningOf, type Probe, type ProbeResult } from './probe.ts';

export interface ZoomCheckOptions {
  probe: Probe;
  publicUrl: string;
  oauthUrl: string;
  clientId: string;
  clientSecret: Secret;
}

/** The response of the token endpoint, and when it arrived on this machine’s clock. */
interface TokenProbe {
  result: ProbeResult;
  /** Milliseconds of epoch. */
  sentAt: number;
  receivedAt: number;
}

const APP_CREDENTIALS =
  'ZOOM_CLIENT_ID, ZOOM_CLIENT_SECRET: copy both from Basic Information, App Credentials, in the Marketplace. Development and Production have different ones.';
/** Zoom’s events are rejected if the clocks differ by five minutes. */
const MAX_OFFSET_SECONDS = 240;
const WARN_OFFSET_SECONDS = 30;
const MAX_REDIRECTS = 3;

/** The checks against Zoom itself. They need no user. */
export function zoomChecks(options: ZoomCheckOptions): Check[] {
  const credentials = ['ZOOM_CLIENT_ID', 'ZOOM_CLIENT_SECRET', 'ZOOM_OAUTH_URL'];
  let sent: Promise<TokenProbe> | undefined;
  const send = () => {
    sent ??= probeTokenEndpoint(options);
    return sent;
  };
  return [
    {
      name: 'zoom_credentials',
      needs: credentials,
      run: async () => credentialsFinding(options.oauthUrl, (await send()).result),
    },
    { name: 'clock', needs: credentials, run: async () => clockFinding(await send()) },
    {
      name: 'redirect_url',
      needs: ['PUBLIC_URL', ...credentials],
      after: ['zoom_credentials'],
      run: () => redirectUrl(options),
    },
  ];
}

/**
 * Presents a refresh token that can’t exist. Zoom authenticates the client first, so that the error
 * distinguishes wrong credentials (`invalid_client`) from a wrong token (`invalid_grant`).
 */
async function probeTokenEndpoint({
  probe,
  oauthUrl,
  clientId,
  clientSecret,
}: ZoomCheckOptions): Promise<TokenProbe> {
  const sentAt = Date.now();
  const result = await probe(`${oauthUrl}/oauth/token`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret.reveal()}`).toString('base64')}`,
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: 'uplink-doctor' }).toString(),
  });
  return { result, sentAt, receivedAt: Date.now() };
}

function credentialsFinding(oauthUrl: string, result: ProbeResult): Finding {
  if (result.outcome === 'error')
    return {
      status: 'failed',
      message: `Zoom’s token endpoint can’t be reached: ${meaningOf(result.code)}.`,
      fix: `Allow outgoing https connections to ${new URL(oauthUrl).host}, or correct ZOOM_OAUTH_URL.`,
    };
  const body = parse(result.text);
  const isDisabled =
    /has been disabled/i.test(String(body.reason ?? '')) || Number(body.errorCode ?? body.code) === 4717;
  if (isDisabled)
    return {
      status: 'failed',
      message: 'The app is disabled in the Marketplace.',
      fix: 'Marketplace, Manage, Created Apps: enable the app.',
    };
  switch (readTokenError(body)) {
    case 'misconfigured':
      return {
        status: 'failed',
        message: 'Zoom rejects the client ID or the client secret.',
        fix: APP_CREDENTIALS,
      };
    case 'dead':
    case 'code_rejected':
      return { status: 'ok', message: 'Zoom accepts the client ID and the client secret.' };
    case undefined:
      return {
        status: 'warning',
        message: `Zoom’s token endpoint responds with status ${result.status}, which does not depend on the credentials.`,
        fix: 'Run the doctor again later. If it persists, check ZOOM_OAUTH_URL, and status.zoom.us.',
      };
  }
}

function clockFinding({ result, sentAt, receivedAt }: TokenProbe): Finding {
  const date = result.outcome === 'response' ? Date.parse(String(result.headers.date)) : Number.NaN;
  if (Number.isNaN(date)) return { status: 'skipped', message: 'Zoom sent no time to compare with.' };
  // The header has whole seconds, rounded down.
  const offset = Math.round(((sentAt + receivedAt) / 2 - (date + 500)) / 1_000);
  const message = `This machine’s clock differs from Zoom’s by ${Math.abs(offset)} s.`;
  if (Math.abs(offset) < WARN_OFFSET_SECONDS) return { status: 'ok', message };
  const isTooFar = Math.abs(offset) > MAX_OFFSET_SECONDS;
  return {
    status: isTooFar ? 'failed' : 'warning',
    message: `${message} At 300 s, Zoom’s events are rejected.`,
    fix: 'Synchronize the clock of this machine (NTP).',
  };
}

/**
 * Requests Zoom’s authorization page as a browser would. Zoom shows an error there, instead of
 * redirecting, if it does not know the redirect URL (4,700) or the client (4,702).
 */
async function redirectUrl({ probe, publicUrl, oauthUrl, clientId }: ZoomCheckOptions): Promise<Finding> {
  const redirectUri = `${publicUrl}/oauth/callback`;
  const fix = `Marketplace, Basic Information, OAuth Information: enter ${redirectUri} as OAuth Redirect URL and in the OAuth Allow List, or correct PUBLIC_URL.`;
  if (publicUrl.startsWith('http:') && oauthUrl.startsWith('https:'))
    return {
      status: 'failed',
      message: `Zoom accepts only https for the redirect URL ${redirectUri}.`,
      fix: 'PUBLIC_URL: use an https address, such as that of a tunnel to this machine.',
    };
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    state: randomToken(),
    code_challenge: randomToken(),
    code_challenge_method: 'S256',
  });
  const result = await followWithin(probe, `${oauthUrl}/oauth/authorize?${query}`, oauthUrl);
  if (result.outcome === 'error')
    return {
      status: 'warning',
      message: `Zoom’s authorization page can’t be reached: ${meaningOf(result.code)}.`,
      fix: 'Run the doctor again later.',
    };
  if (has(result.text, '4,?702'))
    return {
      status: 'failed',
      message: 'Zoom’s authorization page does not know ZOOM_CLIENT_ID.',
      fix: APP_CREDENTIALS,
    };
  if (has(result.text, '4,?700') || /invalid redirect/i.test(result.text))
    return { status: 'failed', message: `Zoom does not know the redirect URL ${redirectUri}.`, fix };
  if (result.status >= 400)
    return {
      status: 'warning',
      message: `Zoom’s authorization page responds with status ${result.status}, which does not depend on the redirect URL.`,
      fix,
    };
  return { status: 'ok', message: `Zoom’s authorization page accepts the redirect URL ${redirectUri}.` };
}

/** Error pages end with the code in brackets; JSON errors have it as `errorCode`. */
function has(text: string, code: string): boolean {
  return new RegExp(`\\(${code}\\)|"errorCode"\\s*:\\s*"?${code}\\b`).test(text);
}

/** Follows redirects on Zoom’s own hosts only: other hosts do not examine the request. */
async function followWithin(probe: Probe, url: string, oauthUrl: string): Promise<ProbeResult> {
  const { protocol, hostname } = new URL(oauthUrl);
  let result = await probe(url);
  for (let redirects = 0, at = url; redirects < MAX_REDIRECTS; redirects += 1) {
    if (result.outcome === 'error' || result.status < 300 || result.status >= 400) return result;
    const target = String(result.headers.location ?? '');
    if (!URL.canParse(target, at)) return result;
    const next = new URL(target, at);
    const isZoom = next.hostname === hostname || next.hostname.endsWith(`.${hostname}`);
    if (next.protocol !== protocol || !isZoom) return result;
    at = next.href;
    result = await probe(at);
  }
  return result;
}

function parse(text: string): Record<string, unknown> {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null ? { ...body } : {};
  } catch {
    return {};
  }
}
