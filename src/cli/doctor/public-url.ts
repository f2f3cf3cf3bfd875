import { CHALLENGE_HEADER, createDeploymentProof, PROOF_HEADER } from '../../crypto/deployment-proof.ts';
import { constantTimeEqual, hmac } from '../../crypto/hash.ts';
import { randomToken } from '../../crypto/random.ts';
import type { Secret } from '../../crypto/secret.ts';
import type { Check, Finding } from './check.ts';
import { isCertificateError, isNameError, meaningOf, type Probe, type ProbeResult } from './probe.ts';

export interface PublicUrlOptions {
  probe: Probe;
  publicUrl: string;
  sessionSecret: Secret<Buffer>;
  webhookSecretToken: Secret;
}

/** Zoom waits this long for the response to an event (milliseconds). */
const ZOOM_TIMEOUT_MS = 3_000;

/** Whether PUBLIC_URL reaches this app, and whether the app accepts events that Zoom signs. */
export function publicUrlChecks(options: PublicUrlOptions): Check[] {
  let validated: Promise<Validation> | undefined;
  const validate = () => {
    validated ??= validateUrl(options);
    return validated;
  };
  return [
    { name: 'public_url', needs: ['PUBLIC_URL', 'SESSION_SECRET'], run: () => reachesThisApp(options) },
    {
      name: 'event_url',
      needs: ['PUBLIC_URL', 'ZOOM_WEBHOOK_SECRET_TOKEN'],
      after: ['public_url'],
      run: async () => eventUrl(options.publicUrl, await validate()),
    },
    {
      name: 'secret_token',
      needs: ['PUBLIC_URL', 'ZOOM_WEBHOOK_SECRET_TOKEN'],
      after: ['event_url'],
      run: async () => secretToken(await validate()),
    },
  ];
}

async function reachesThisApp({ probe, publicUrl, sessionSecret }: PublicUrlOptions): Promise<Finding> {
  const challenge = randomToken();
  const result = await probe(`${publicUrl}/livez`, { headers: { [CHALLENGE_HEADER]: challenge } });
  if (result.outcome === 'error') return unreachable(publicUrl, result.code);
  const elsewhere = otherApp(publicUrl, result);
  if (elsewhere !== undefined) return elsewhere;
  const proof = result.headers[PROOF_HEADER];
  if (proof === undefined)
    return {
      status: 'failed',
      message: `${publicUrl} responds, but not as this version of Uplink.`,
      fix: 'PUBLIC_URL: use the address of this app. Check the routes of the proxy, and deploy the same version everywhere.',
    };
  const expected = createDeploymentProof(sessionSecret.reveal())(challenge) ?? '';
  if (typeof proof !== 'string' || !constantTimeEqual(proof, expected))
    return {
      status: 'failed',
      message: `${publicUrl} reaches another Uplink, or one that was started with another SESSION_SECRET.`,
      fix: 'PUBLIC_URL: use the address of this app. Or restart the app with these variables.',
    };
  return { status: 'ok', message: `${publicUrl} reaches this app.` };
}

function unreachable(publicUrl: string, code: string): Finding {
  const message = `${publicUrl} can’t be reached: ${meaningOf(code)}.`;
  if (isNameError(code))
    return {
      status: 'failed',
      message,
      fix: `PUBLIC_URL: correct the name, or create the DNS record of ${new URL(publicUrl).hostname}.`,
    };
  if (isCertificateError(code))
    return {
      status: 'failed',
      message,
      fix: 'Renew or replace the certificate at the proxy in front of the app.',
    };
  return {
    status: 'failed',
    message,
    fix: 'Start the app (npm start) and run the doctor again. If it is running, check the proxy in front and PUBLIC_URL.',
  };
}

/** The finding for a response that is certainly not that of Uplink. */
function otherApp(
  publicUrl: string,
  { status, headers }: Extract<ProbeResult, { outcome: 'response' }>,
): Finding | undefined {
  if (status === 200) return undefined;
  if (status >= 300 && status < 400)
    return {
      status: 'failed',
      message: `${publicUrl} redirects to ${hostOf(headers.location, publicUrl)}.`,
      fix: 'PUBLIC_URL: use the address that browsers end up at. Zoom and the session cookie need exactly this one.',
    };
  const fix =
    status >= 500
      ? 'Start the app (npm start) and run the doctor again. If it is running, check the proxy in front.'
      : 'PUBLIC_URL: use the address of this app, and check the routes of the proxy in front.';
  return { status: 'failed', message: `${publicUrl} responds with status ${status}, not with Uplink.`, fix };
}

/** Without path and query, which could contain anything. */
function hostOf(location: string | string[] | undefined, base: string): string {
  const target = String(location ?? '');
  return URL.canParse(target, base) ? new URL(target, base).origin : 'another address';
}

interface Validation {
  result: ProbeResult;
  durationMs: number;
  isProven: boolean;
}

/** Sends the request with which Zoom validates the URL, signed with the Secret Token. */
async function validateUrl({ probe, publicUrl, webhookSecretToken }: PublicUrlOptions): Promise<Validation> {
  const plainToken = randomToken();
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const body = JSON.stringify({
    payload: { plainToken },
    event_ts: Date.now(),
    event: 'endpoint.url_validation',
  });
  const signature = hmac(webhookSecretToken.reveal(), `v0:${timestamp}:`, body).toString('hex');
  const startedAt = performance.now();
  const result = await probe(`${publicUrl}/webhooks/zoom`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-zm-request-timestamp': timestamp,
      'x-zm-signature': `v0=${signature}`,
    },
    body,
  });
  const encryptedToken = hmac(webhookSecretToken.reveal(), plainToken).toString('hex');
  const isProven =
    result.outcome === 'response' && result.status === 200 && result.text.includes(encryptedToken);
  return { result, durationMs: performance.now() - startedAt, isProven };
}

function eventUrl(publicUrl: string, { result, durationMs }: Validation): Finding {
  const url = `${publicUrl}/webhooks/zoom`;
  if (result.outcome === 'error')
    return {
      status: 'failed',
      message: `${url} can’t be reached: ${meaningOf(result.code)}.`,
      fix: 'Let the proxy and its firewall pass POST /webhooks/zoom to the app unchanged.',
    };
  if (result.status === 503)
    return {
      status: 'failed',
      message: `${url} responds that the app is not ready.`,
      fix: `See the reason at ${publicUrl}/readyz and in docs/self-hosting.md, “Health checks”.`,
    };
  if (result.status !== 200 && result.status !== 401)
    return {
      status: 'failed',
      message: `${url} responds with status ${result.status} to an event.`,
      fix: 'Let the proxy and its firewall pass POST /webhooks/zoom to the app unchanged.',
    };
  if (durationMs > ZOOM_TIMEOUT_MS)
    return {
      status: 'warning',
      message: `${url} took ${Math.round(durationMs / 1_000)} s to respond. Zoom waits 3 s.`,
      fix: 'Run the doctor again, and check the load of the app and its database.',
    };
  return {
    status: 'ok',
    message: `${url} accepts events. In Zoom it must be the Event notification endpoint URL, under Access, Event Subscription.`,
  };
}

function secretToken({ isProven }: Validation): Finding {
  if (isProven)
    return {
      status: 'ok',
      message: 'The app accepts events that are signed with ZOOM_WEBHOOK_SECRET_TOKEN.',
    };
  return {
    status: 'failed',
    message:
      'The app rejects events that are signed with ZOOM_WEBHOOK_SECRET_TOKEN: it was started with another one.',
    fix: 'ZOOM_WEBHOOK_SECRET_TOKEN: copy the Secret Token from the Access page of the app in the Marketplace, and restart the app.',
  };
}
