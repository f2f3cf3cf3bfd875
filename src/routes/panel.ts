import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Secret } from '../crypto/secret.ts';
import { openAgainPage, panelDocument } from '../pages/panel.ts';
import { withStagingBanner } from '../pages/staging-copy.ts';
import { allowFramingByZoom } from '../plugins/security-headers.ts';
import type { Sessions } from '../sessions/sessions.ts';
import { type AppContext, readAppContext } from '../zoom/app-context.ts';
import { sendDocument, sendPage } from './send-page.ts';
import { limitPages } from './too-many-requests.ts';

export interface PanelOptions {
  /** Directory of the built UI. */
  directory: string;
  sessions: Sessions;
  clientId: string;
  clientSecret: Secret;
  /** Whether a banner states that this server runs on a copy of the production database. */
  stagingCopy: boolean;
}

/**
 * Page for Zoom's embedded browser, the only one that Zoom may frame. It also works in other
 * browsers.
 */
export async function panelRoutes(app: FastifyInstance, options: PanelOptions): Promise<void> {
  const { directory, sessions, clientId, clientSecret, stagingCopy } = options;

  limitPages(app);
  app.addHook('onRequest', (_request, reply, done) => {
    allowFramingByZoom(reply);
    done();
  });

  app.get('/panel', async (request, reply) => {
    const header = request.headers['x-zoom-app-context'];
    const send = async (about: Parameters<typeof panelDocument>[1]) => {
      const document = await panel(about);
      return stagingCopy
        ? sendPage(reply, 200, (reader) => withStagingBanner(document, reader))
        : sendDocument(reply, 200, document);
    };
    if (typeof header !== 'string') return send({});
    const context = readAppContext(header, { clientId, clientSecret, now: Date.now() });
    if (context === undefined) return sendPage(reply, 403, openAgainPage);
    const isOtherUser = await opensForOtherUser(request, context);
    return send({ context: context.type, isOtherUser });
  });

  /** Reads the file for each request, because a new build renames its scripts. */
  async function panel(about: Parameters<typeof panelDocument>[1]): Promise<string> {
    return panelDocument(await readFile(join(directory, 'index.html'), 'utf8'), about);
  }

  /** Whether this browser's session belongs to another user than the one in Zoom's context. */
  async function opensForOtherUser(request: FastifyRequest, { userId }: AppContext): Promise<boolean> {
    const sessionId = app.sessionCookie.read(request);
    if (sessionId === undefined || userId === null) return false;
    // If the database is unreachable, the page loads anyway and retries.
    const signedIn = await sessions.userOf(sessionId).catch(() => undefined);
    return signedIn !== undefined && signedIn !== userId;
  }
}
