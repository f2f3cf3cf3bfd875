import fp from 'fastify-plugin';
import { liftWaitBudget, type WaitBudget, withWaitBudget } from '../database/wait-budget.ts';

/**
 * Bounds how long each request waits for the database, all its statements together: with a slow database and many requests, those that
 * would wait too long are rejected with 503 early, and the others are served. What goes on after the response has no such bound.
 */
export const waitBudgetPlugin = fp(
  async (app) => {
    app.addHook('onRequest', (_request, reply, done) => {
      const budget: WaitBudget = withWaitBudget(done);
      reply.raw.once('close', () => {
        budget.isLifted = true;
      });
    });

    // A stream of rows or events has no end that it could be late for.
    app.addHook('onSend', async (_request, _reply, payload: unknown) => {
      if (typeof payload === 'object' && payload !== null && 'pipe' in payload) liftWaitBudget();
      return payload;
    });
  },
  { name: 'wait-budget' },
);
