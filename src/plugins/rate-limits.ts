import rateLimit from '@fastify/rate-limit';
import type { FastifyRequest, onRequestAsyncHookHandler } from 'fastify';
import fp from 'fastify-plugin';
import { limits } from '../limits.ts';
import { Problem } from '../problem.ts';
import { addressKey } from './address-key.ts';
import { createCostBudget } from './cost-budget.ts';

export interface RateLimitsOptions {
  userPerMinute: number;
  addressPerMinute: number;
}

declare module 'fastify' {
  interface FastifyInstance {
    /**
     * onRequest hook for routes that require a session: counts all requests of each user, including
     * rejected ones.
     */
    limitUser: onRequestAsyncHookHandler;
    /**
     * Creates an onRequest hook for expensive routes that require a session. Each request spends
     * `cost` of a separate budget, whose capacity is the user's requests per minute and which
     * refills within a minute. Rejected requests cost the same.
     */
    limitCost(cost: number): onRequestAsyncHookHandler;
    /** onRequest hook for the sign-in routes, which do not require a session. */
    limitAddress: onRequestAsyncHookHandler;
    /**
     * onRequest hook for all other pages and documents that do not require a session. They share
     * one count.
     */
    limitPages: onRequestAsyncHookHandler;
  }
}

const NO_HEADERS = {
  'x-ratelimit-limit': false,
  'x-ratelimit-remaining': false,
  'x-ratelimit-reset': false,
  'retry-after': false,
};

/**
 * Limits requests per minute and process, so that one user or address cannot use up the capacity of
 * all others.
 */
export const rateLimitsPlugin = fp<RateLimitsOptions>(
  async (app, { userPerMinute, addressPerMinute }) => {
    await app.register(rateLimit, {
      global: false,
      addHeaders: NO_HEADERS,
      addHeadersOnExceeding: NO_HEADERS,
    });
    const limit = (max: number, keyGenerator: (request: FastifyRequest) => string) =>
      app.rateLimit({
        max,
        keyGenerator,
        timeWindow: 60_000,
        cache: 20_000,
        errorResponseBuilder: (_request, { ttl }) =>
          new Problem('too_many_requests', { retryAfter: Math.max(1, Math.ceil(ttl / 1000)) }),
      });
    app.decorate(
      'limitUser',
      limit(userPerMinute, ({ userId }) => userId),
    );
    const spend = createCostBudget(userPerMinute);
    app.decorate(
      'limitCost',
      (cost) =>
        async ({ userId }) =>
          spend(userId, cost),
    );
    app.decorate(
      'limitAddress',
      limit(addressPerMinute, ({ ip }) => addressKey(ip)),
    );
    app.decorate(
      'limitPages',
      limit(limits.page.perMinute, ({ ip }) => addressKey(ip)),
    );
  },
  { name: 'rate-limits' },
);
