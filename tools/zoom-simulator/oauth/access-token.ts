import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { User } from '../types.ts';

/**
 * A token with the format and length of Zoom's: it looks like a signed JWT, but clients must
 * treat it as opaque. The "signature" is random; the simulator looks tokens up instead of
 * verifying them.
 */
export function mintAccessToken(user: User, clientId: string, now: number, lifetimeSeconds: number): string {
  const issuedAt = Math.floor(now / 1000);
  const header = { sv: '000001', alg: 'HS512', v: '2.0', kid: randomUUID() };
  const claims = {
    ver: 9,
    auid: createHash('md5').update(user.id).digest('hex'),
    code: randomBytes(16).toString('base64url'),
    iss: `zm:cid:${clientId}`,
    gno: 0,
    type: 0,
    tid: 0,
    aud: 'https://oauth.zoom.us',
    uid: user.id,
    nbf: issuedAt,
    exp: issuedAt + lifetimeSeconds,
    iat: issuedAt,
    aid: user.accountId,
  };
  return `${encode(header)}.${encode(claims)}.${randomBytes(64).toString('base64url')}`;
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
