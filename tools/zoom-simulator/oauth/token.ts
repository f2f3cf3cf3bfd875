import type { FastifyInstance, FastifyReply } from 'fastify';
import { sendJson } from '../reply.ts';
import type { Simulation } from '../simulation.ts';
import { clientIsAuthenticated } from './client-authentication.ts';
import { verifierFits } from './codes.ts';
import type { TokenPair } from './grants.ts';
import {
  clientRejected,
  codeRejected,
  redirectMismatch,
  sendTokenProblem,
  tokenRejected,
  unsupportedGrantType,
  verifierRejected,
} from './problems.ts';

type Form = Record<string, unknown>;

/**
 * `POST /oauth/token`: parameters in a form body or in the query, the client in a Basic header or
 * among the parameters.
 */
export function tokenRoute(app: FastifyInstance, simulation: Simulation): void {
  app.post('/oauth/token', (request, reply) => {
    const form = { ...(request.query as Form), ...(request.body as Form | undefined) };
    if (!clientIsAuthenticated(request.headers.authorization, simulation.app, form)) {
      return sendTokenProblem(reply, clientRejected);
    }
    if (form.grant_type === 'authorization_code') return authorizationCodeGrant(simulation, form, reply);
    if (form.grant_type === 'refresh_token') return refreshTokenGrant(simulation, form, reply);
    return sendTokenProblem(reply, unsupportedGrantType);
  });
}

/** The first attempt consumes the code, even if it fails. */
function authorizationCodeGrant(simulation: Simulation, form: Form, reply: FastifyReply): FastifyReply {
  const { codes, grants, state } = simulation;
  const presented = String(form.code ?? '');
  const code = codes.redeem(presented);
  const user = code && state.users.get(code.userId);
  if (!code || !user)
    return sendTokenProblem(reply, codeRejected(presented, state.settings.invalidCodeError));
  if (form.redirect_uri !== code.redirectUri) return sendTokenProblem(reply, redirectMismatch);
  if (!verifierFits(code.challenge, form.code_verifier)) return sendTokenProblem(reply, verifierRejected);
  return sendTokens(simulation, reply, grants.create(user, code.scopes));
}

function refreshTokenGrant(simulation: Simulation, form: Form, reply: FastifyReply): FastifyReply {
  const tokens = simulation.grants.refresh(String(form.refresh_token ?? ''));
  if (!tokens) return sendTokenProblem(reply, tokenRejected(simulation.state.settings.deadRefreshTokenError));
  return sendTokens(simulation, reply, tokens);
}

function sendTokens(simulation: Simulation, reply: FastifyReply, tokens: TokenPair): FastifyReply {
  const { settings } = simulation.state;
  const response: Record<string, unknown> = {
    access_token: tokens.accessToken,
    token_type: 'bearer',
    refresh_token: tokens.refreshToken,
    expires_in: settings.accessTokenSeconds,
    scope: tokens.scopes.join(' '),
    api_url: simulation.origin,
    ...settings.tokenResponseOverrides,
  };
  for (const name of settings.tokenResponseOmits) delete response[name];
  return sendJson(reply, 200, response);
}
