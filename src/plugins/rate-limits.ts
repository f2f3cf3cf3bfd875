import type { FastifyRequest, onRequestAsyncHookHandler, onRequestHookHandler } from 'fastify';
import fp from 'fastify-plugin';
import { limits } from '../limits.ts';
import { addressKey } from './address-key.ts';
import { createCostBudget } from './cost-budget.ts';
import { createRequestLimit } from './request-limit.ts';

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
    limitUser: onRequestHookHandler;
    /**
     * Creates an onRequest hook for expensive routes that require a session. Each request spends
     * `cost` of a separate budget, whose capacity is the user's requests per minute and which
     * refills within a minute. Rejected requests cost the same.
     */
    limitCost(cost: number): onRequestAsyncHookHandler;
    /** onRequest hook for the sign-in routes, which do not require a session. */
    limitAddress: onRequestHookHandler;
    /**
     * onRequest hook for all other pages and documents that do not require a session. They share
     * one count.
     */
    limitPages: onRequestHookHandler;
  }
}

/**
 * Limits requests per minute and process, so that one user or address cannot use up the capacity of
 * all others.
 */
export const rateLimitsPlugin = fp<RateLimitsOptions>(
  async (app, { userPerMinute, addressPerMinute }) => {
    const limitBy = (perMinute: number, keyOf: (request: FastifyRequest) => string): onRequestHookHandler => {
      const count = createRequestLimit(perMinute);
      return (request, _reply, done) => done(count(keyOf(request)));
    };
    app.decorate(
      'limitUser',
      limitBy(userPerMinute, ({ userId }) => userId),
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
      limitBy(addressPerMinute, ({ ip }) => addressKey(ip)),
    );
    app.decorate(
      'limitPages',
      limitBy(limits.page.perMinute, ({ ip }) => addressKey(ip)),
    );
  },
  { name: 'rate-limits' },
);
