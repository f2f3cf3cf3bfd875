import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { withStagingBanner } from '../pages/staging-copy.ts';
import { sendPage } from './send-page.ts';
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

export interface UiOptions {
  /** Directory of the built UI. */
  directory: string;
  /** Whether a banner states that this server runs on a copy of the production database. */
  stagingCopy: boolean;
}

/**
 * The single-page UI: one document for all screens, and assets with content hashes in their names.
 */
export async function uiRoutes(app: FastifyInstance, options: UiOptions): Promise<void> {
  const { directory, stagingCopy } = options;
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
      screens.get(path, (_request, reply) =>
        stagingCopy ? sendWithBanner(reply, directory) : reply.sendFile('index.html', directory),
      );
  });
  for (const file of FILES) app.get(`/${file}`, (_request, reply) => reply.sendFile(file, directory));
}

async function sendWithBanner(reply: FastifyReply, directory: string): Promise<FastifyReply> {
  const document = await readFile(join(directory, 'index.html'), 'utf8');
  return sendPage(reply, 200, (reader) => withStagingBanner(document, reader));
}
