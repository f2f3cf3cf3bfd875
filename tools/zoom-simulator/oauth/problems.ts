import type { FastifyReply } from 'fastify';
import { sendJson } from '../reply.ts';

/** The token endpoint's errors. All are 400, also for a rejected client. */
export interface TokenProblem {
  reason: string;
  error: string;
}

export const clientRejected: TokenProblem = {
  reason: 'Invalid client_id or client_secret',
  error: 'invalid_client',
};
export const unsupportedGrantType: TokenProblem = {
  reason: 'unsupported grant type',
  error: 'unsupported_grant_type',
};

export const codeRejected = (code: string, error: string): TokenProblem => ({
  reason: `Invalid authorization code ${code}`,
  error,
});
export const tokenRejected = (error: string): TokenProblem => ({ reason: 'Invalid Token!', error });

// The next two have no published body: the reasons are those of Zoom's error table.
export const redirectMismatch: TokenProblem = { reason: 'Redirect URI mismatch.', error: 'invalid_request' };
export const verifierRejected: TokenProblem = { reason: 'Invalid code verifier', error: 'invalid_request' };

export function sendTokenProblem(reply: FastifyReply, problem: TokenProblem): FastifyReply {
  return sendJson(reply, 400, problem);
}
