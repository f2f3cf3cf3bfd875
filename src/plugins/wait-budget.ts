import type { FastifyReply } from 'fastify';
import fp from 'fastify-plugin';
import { endWaitBudget, startWaitBudget, type WaitBudget, withWaitBudget } from '../database/wait-budget.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * Whether requests have no budget until the route calls `withWaitBudget`: for a route that is
     * mostly served from memory, or that limits the time of its response itself.
     */
    startsWithoutWaitBudget?: boolean;
  }
  interface FastifyReply {
    waitBudget: WaitBudget | undefined;
    /** Runs work within the wait budget of the request. */
    withWaitBudget(run: () => void): void;
  }
}

/**
 * Limits how long each request waits for the database, across all its statements. If the database
 * is slow and requests are many, those that would wait too long are rejected early with 503 and the
 * others are served. Work after the response is not limited.
 */
export const waitBudgetPlugin = fp(
  async (app) => {
    app.decorateReply('waitBudget', undefined);
    app.decorateReply('withWaitBudget', function (this: FastifyReply, run: () => void) {
      this.waitBudget ??= startBudgetOf(this);
      withWaitBudget(this.waitBudget, run);
    });

    app.addHook('onRequest', (request, reply, done) => {
      if (request.routeOptions.config?.startsWithoutWaitBudget) done();
      else reply.withWaitBudget(done);
    });

    // A stream of rows or events may take any time, and must not keep the storage on for so long.
    app.addHook('onSend', (_request, { waitBudget }, payload: unknown, done) => {
      const isStream = typeof payload === 'object' && payload !== null && 'pipe' in payload;
      if (isStream && waitBudget !== undefined) endWaitBudget(waitBudget);
      done(null, payload);
    });
  },
  { name: 'wait-budget' },
);

function startBudgetOf({ raw }: FastifyReply): WaitBudget {
  const budget = startWaitBudget();
  raw.once('close', () => endWaitBudget(budget));
  return budget;
}
