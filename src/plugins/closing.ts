import fp from 'fastify-plugin';

/**
 * While the server closes, a connection ends once its last request has been answered. Node ends those that are idle at that
 * moment, and would keep the others open for the usual time, which is longer than the process is given to end.
 */
export const closingPlugin = fp(
  async (app) => {
    app.addHook('preClose', async () => {
      app.server.keepAliveTimeout = 1;
    });
  },
  { name: 'closing' },
);
