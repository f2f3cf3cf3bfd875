import type { FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { Problem } from '../problem.ts';
import type { Sessions } from '../sessions/sessions.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Zoom user id of whoever is signed in; empty outside the guarded routes. */
    userId: string;
  }
  interface FastifyInstance {
    sessionCookie: SessionCookie;
    /**
     * onRequest hook: refuses whoever is not signed in, then unsafe requests from other sites. A page may name the user it was
     * opened for (Zoom user id) in `x-uplink-user`: where somebody else is signed in by now, it is refused as not signed in.
     */
    requireSignedIn(request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void): void;
  }
}

export interface SessionCookie {
  read(request: FastifyRequest): string | undefined;
  write(reply: FastifyReply, sessionId: string): void;
  clear(reply: FastifyReply): void;
}

export interface SignedInOptions {
  sessions: Sessions;
  /** The origin that browsers use. */
  publicUrl: string;
  /** Whether that is https, so that cookies are Secure and `__Host-`. */
  https: boolean;
}

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

const WRONG_USER =
  'Somebody else is signed in in this browser now, and nothing was done. Reload the page to go on as them.';

/** The session cookie, and the guard that the routes behind it stand under. */
export const authenticationPlugin = fp<SignedInOptions>(
  async (app, { sessions, publicUrl, https }) => {
    // The name says it to the browser: Secure, this host alone, path / (RFC 6265bis §4.1.3.2). A loopback http origin can't.
    const name = https ? '__Host-uplink-session' : 'uplink-session';
    const attributes = { path: '/', httpOnly: true, sameSite: 'lax', secure: https } as const;

    app.decorateRequest('userId', '');
    app.decorate('sessionCookie', {
      read: (request) => request.cookies[name],
      write: (reply, sessionId) => reply.setCookie(name, sessionId, attributes),
      clear: (reply) => reply.clearCookie(name, attributes),
    });

    app.decorate('requireSignedIn', (request, _reply, done) => {
      const finish = (userId: string | undefined) => {
        if (userId === undefined) return done(new Problem('not_signed_in'));
        // Tabs share the session: one that still shows the user before would change this one's data.
        if (isForAnother(request, userId)) return done(wrongUserProblem());
        request.userId = userId;
        done(
          SAFE_METHODS.has(request.method) || isSameOrigin(request, publicUrl)
            ? undefined
            : new Problem('cross_site_request'),
        );
      };
      const sessionId = request.cookies[name];
      if (sessionId === undefined) return finish(undefined);
      const known = sessions.cachedUserOf(sessionId);
      if (known !== undefined) return finish(known);
      sessions.userOf(sessionId).then(finish, done);
    });
  },
  { name: 'signed-in', dependencies: ['@fastify/cookie'] },
);

/** The refusal of what was asked for another user than the one who is signed in. */
export function wrongUserProblem(): Problem {
  return new Problem('not_signed_in', { reason: 'somebody_else', detail: WRONG_USER });
}

/** Whether the page says that it was opened for a user other than the one who is signed in. */
function isForAnother({ headers }: FastifyRequest, userId: string): boolean {
  const openedFor = headers['x-uplink-user'];
  return openedFor !== undefined && openedFor !== userId;
}

/**
 * Whether a browser says that the app itself sent this. Every browser in use sends Fetch Metadata; where it is absent the
 * Origin header decides, which is sent with every unsafe method.
 */
function isSameOrigin({ headers }: FastifyRequest, publicUrl: string): boolean {
  const site = headers['sec-fetch-site'];
  return site === undefined ? headers.origin === publicUrl : site === 'same-origin';
}
