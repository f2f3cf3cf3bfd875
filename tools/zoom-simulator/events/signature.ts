import { createHmac } from 'node:crypto';

/**
 * `v0=` and the HMAC-SHA256 of `v0:{timestamp}:{body}` under the app's Secret Token, in
 * hexadecimal.
 */
export function sign(secretToken: string, timestamp: string, body: string): string {
  return `v0=${hmac(secretToken, `v0:${timestamp}:${body}`)}`;
}

/** The response with which an endpoint proves that it has the Secret Token. */
export function encryptToken(secretToken: string, plainToken: string): string {
  return hmac(secretToken, plainToken);
}

function hmac(key: string, message: string): string {
  return createHmac('sha256', key).update(message).digest('hex');
}
