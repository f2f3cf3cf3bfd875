import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { limitPages } from './too-many-requests.ts';

const SCREENS = [
  '/',
  '/meetings',
  '/webinars',
  '/meetings/:id',
  '/webinars/:id',
  '/destinations',
  '/bulk',
  '/bulk/:id',
  '/account',
];
const FILES = ['favicon.svg', 'favicon-live.svg', 'meeting-light.png', 'meeting-dark.png', 'uplink.css'];

/**
 * The single-page UI: one document for all screens, and assets with content hashes in their names.
 */
export async function uiRoutes(app: FastifyInstance, { directory }: { directory: string }): Promise<void> {
  const assets = join(directory, 'assets');
  await app.register(fastifyStatic, {
    root: assets,
    prefix: '/assets/',
    index: false,
    cacheControl: false,
    acceptRanges: false,
    // The build writes compressed files next to the originals.
    preCompressed: true,
    setHeaders: (reply, path) => {
      reply.header(
        'cache-control',
        path.startsWith(assets) ? 'public, max-age=31536000, immutable' : 'no-cache',
      );
    },
  });
  await app.register(async (screens) => {
    limitPages(screens);
    for (const path of SCREENS)
      screens.get(path, (_request, reply) => reply.sendFile('index.html', directory));
  });
  for (const file of FILES) app.get(`/${file}`, (_request, reply) => reply.sendFile(file, directory));
}
