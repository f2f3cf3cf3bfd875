import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Grant } from '../oauth/grants.ts';
import { sendJson } from '../reply.ts';
import type { Simulation } from '../simulation.ts';
import type { User } from '../types.ts';
import { accessTokenRejected, type Label, scopeMissing, sendProblem } from './problems.ts';
import { countCall } from './rate-limits.ts';

export interface Access {
  /** The granular scope; its classic predecessor is accepted too. */
  scope: string;
  label: Label;
  /** Counts towards the daily limit of updates per user. */
  update?: true;
}

/** The token in the Authorization header, the only place where Zoom accepts it. */
export function bearerToken(request: FastifyRequest): string | undefined {
  return /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
}

/** The grant of this request. Only valid after `requireAccess`. */
export function grantOf(request: FastifyRequest): Grant {
  return request.getDecorator<Grant>('grant');
}

/**
 * Whether a path's user is the one who granted the token: `me`, and also their own ID or e-mail
 * address.
 */
export function isSelf(userId: string, user: User): boolean {
  return userId === 'me' || userId === user.id || userId.toLowerCase() === user.email.toLowerCase();
}

/**
 * A preHandler that checks the token (124), the scope (4711), and the limits of account and user
 * (429).
 */
export function requireAccess(simulation: Simulation, access: Access) {
  return (request: FastifyRequest, reply: FastifyReply, done: () => void): void => {
    const token = simulation.grants.findAccessToken(bearerToken(request) ?? '');
    if (!token || token.grant.dead) {
      sendJson(reply, 401, accessTokenRejected());
      return;
    }
    if (token.expiresAt <= simulation.clock.now()) {
      sendJson(reply, token.rejectedWith, accessTokenRejected('Access token is expired.'));
      return;
    }
    if (!allows(token.grant.scopes, access.scope)) {
      sendProblem(reply, scopeMissing(access.scope));
      return;
    }
    reply.header('x-ratelimit-category', access.label);
    if (!countCall(simulation, token.grant.user, access, reply)) return;
    request.setDecorator('grant', token.grant);
    done();
  };
}

/** `meeting:update:livestream` is also allowed by the classic `meeting:write`. */
function allows(granted: string[], scope: string): boolean {
  if (granted.includes(scope)) return true;
  const [resource, action] = scope.split(':');
  return granted.includes(`${resource}:${action === 'read' ? 'read' : 'write'}`);
}
