import fp from 'fastify-plugin';
import { liftWaitBudget, type WaitBudget, withWaitBudget } from '../database/wait-budget.ts';

/**
 * Limits how long each request waits for the database, across all its statements. If the database
 * is slow and requests are many, those that would wait too long are rejected early with 503 and the
 * others are served. Work after the response is not limited.
 */
export const waitBudgetPlugin = fp(
  async (app) => {
    app.addHook('onRequest', (_request, reply, done) => {
      const budget: WaitBudget = withWaitBudget(done);
      reply.raw.once('close', () => {
        budget.isLifted = true;
      });
    });

    // A stream of rows or events may take any time.
    app.addHook('onSend', async (_request, _reply, payload: unknown) => {
      if (typeof payload === 'object' && payload !== null && 'pipe' in payload) liftWaitBudget();
      return payload;
    });
  },
  { name: 'wait-budget' },
);
