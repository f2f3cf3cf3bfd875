import fp from 'fastify-plugin';
import type { SchemaCompilers } from './schema-compilers.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /**
     * Warms what the first screen does not need: it would make the process ready later. A request
     * that needs it earlier waits for its own part only. Never rejects.
     */
    warmUpRest(): Promise<void>;
  }
}

export interface LateWarmUpOptions {
  schemas: Pick<SchemaCompilers, 'compileAll'>;
  /** Loads the query compiler. */
  warmDatabase: () => Promise<void>;
}

export const lateWarmUpPlugin = fp<LateWarmUpOptions>(
  async (app, { schemas, warmDatabase }) => {
    const closing = new AbortController();
    app.addHook('onClose', async () => closing.abort());
    app.decorate('warmUpRest', async () => {
      // An unreachable database is reported elsewhere. The next query loads the compiler then.
      await warmDatabase().catch(() => undefined);
      // A schema that cannot be compiled also fails each request of its route.
      await schemas
        .compileAll(closing.signal)
        .catch((err: unknown) => app.log.error({ err }, 'invalid schema'));
    });
  },
  { name: 'late-warm-up' },
);
