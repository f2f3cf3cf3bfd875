import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Simulation } from '../simulation.ts';
import { authorizePage, rejectionPage } from './authorize-page.ts';
import type { CodeChallenge } from './codes.ts';

/** The parameters of an authorization request, in the order of the page's form. */
export const requestFields = [
  'response_type',
  'client_id',
  'redirect_uri',
  'state',
  'code_challenge',
  'code_challenge_method',
] as const;

export type AuthorizationRequest = Partial<Record<(typeof requestFields)[number], string>>;

/**
 * `GET /oauth/authorize`: the page on which a person picks a user or declines; `POST` is that
 * page's form. A wrong client or redirect URI leads to an error page: redirecting there would make
 * Zoom an open redirector.
 */
export function authorizeRoutes(app: FastifyInstance, simulation: Simulation): void {
  app.get('/oauth/authorize', (request, reply) => {
    const requested = pickFields(request.query);
    const rejection = rateLimitedError(simulation, requested);
    if (rejection) return sendRejection(reply, rejection);
    return sendPage(reply, 200, authorizePage([...simulation.state.users.values()], requested));
  });

  app.post('/oauth/authorize', (request, reply) => {
    const requested = pickFields(request.body);
    const rejection = rateLimitedError(simulation, requested);
    if (rejection) return sendRejection(reply, rejection);
    const { user: userId } = (request.body ?? {}) as { user?: unknown };
    if (userId === undefined) return redirect(reply, requested, { error: 'access_denied' });
    const user = simulation.state.users.get(String(userId));
    if (!user) return sendRejection(reply, 'No such user (4,735)');
    const challenge = challengeOf(requested);
    const code = simulation.codes.issue({
      userId: user.id,
      redirectUri: requested.redirect_uri ?? '',
      scopes: [...simulation.state.scopes],
      ...(challenge ? { challenge } : {}),
    });
    return redirect(reply, requested, { code });
  });
}

function pickFields(source: unknown): AuthorizationRequest {
  const given = (source ?? {}) as Record<string, unknown>;
  const requested: AuthorizationRequest = {};
  for (const name of requestFields) {
    const value = given[name];
    if (typeof value === 'string') requested[name] = value;
  }
  return requested;
}

function rateLimitedError({ app }: Simulation, requested: AuthorizationRequest): string | undefined {
  if (requested.client_id !== app.clientId) return `Invalid client_id: ${requested.client_id ?? ''} (4,702)`;
  if (!app.redirectUris.includes(requested.redirect_uri ?? '')) {
    return `Invalid redirect: ${requested.redirect_uri ?? ''} (4,700)`;
  }
  if (requested.response_type !== 'code') return 'Invalid response_type: only "code" is known (4,700)';
  const method = requested.code_challenge_method ?? 'plain';
  if (method !== 'S256' && method !== 'plain') return `Invalid code_challenge_method: ${method} (4,700)`;
  return undefined;
}

/** `plain` is the default method, as in RFC 7636 §4.3. */
function challengeOf(requested: AuthorizationRequest): CodeChallenge | undefined {
  if (requested.code_challenge === undefined) return undefined;
  const method = requested.code_challenge_method === 'S256' ? 'S256' : 'plain';
  return { value: requested.code_challenge, method };
}

function redirect(
  reply: FastifyReply,
  requested: AuthorizationRequest,
  response: Record<string, string>,
): FastifyReply {
  const target = new URL(requested.redirect_uri ?? '');
  for (const [name, value] of Object.entries(response)) target.searchParams.append(name, value);
  if (requested.state !== undefined) target.searchParams.append('state', requested.state);
  return reply.redirect(target.href, 302);
}

function sendRejection(reply: FastifyReply, message: string): FastifyReply {
  return sendPage(reply, 400, rejectionPage(message));
}

function sendPage(reply: FastifyReply, status: number, html: string): FastifyReply {
  return reply.code(status).header('content-type', 'text/html;charset=UTF-8').send(html);
}
