import { fileURLToPath } from 'node:url';
import { buildUnconnectedApp } from '../../scripts/unconnected-app.ts';

export interface Route {
  method: string;
  /** The pattern, such as `/api/destinations/:id`. */
  url: string;
}

/** All routes of the app, without those that Fastify adds for HEAD. */
export async function registeredRoutes(): Promise<Route[]> {
  const routes: Route[] = [];
  const { close } = await buildUnconnectedApp({
    uiDirectory: fileURLToPath(new URL('../http/ui', import.meta.url)),
    describe: async (fastify) => {
      fastify.addHook('onRoute', ({ method, url }) => {
        for (const each of [method].flat()) if (each !== 'HEAD') routes.push({ method: each, url });
      });
    },
  });
  await close();
  return routes;
}
