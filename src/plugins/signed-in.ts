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
    /** onRequest hook: refuses whoever is not signed in, then unsafe requests from other sites. */
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

/** The session cookie, and the guard that the routes behind it stand under. */
export const signedInPlugin = fp<SignedInOptions>(
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
        request.userId = userId;
        done(
          SAFE_METHODS.has(request.method) || isSameOrigin(request, publicUrl)
            ? undefined
            : new Problem('cross_site_request'),
        );
      };
      const sessionId = request.cookies[name];
      if (sessionId === undefined) return finish(undefined);
      const known = sessions.userOfNow(sessionId);
      if (known !== undefined) return finish(known);
      sessions.userOf(sessionId).then(finish, done);
    });
  },
  { name: 'signed-in', dependencies: ['@fastify/cookie'] },
);

/**
 * Whether a browser says that the app itself sent this. Every browser in use sends Fetch Metadata; where it is absent the
 * Origin header decides, which is sent with every unsafe method.
 */
function isSameOrigin({ headers }: FastifyRequest, publicUrl: string): boolean {
  const site = headers['sec-fetch-site'];
  return site === undefined ? headers.origin === publicUrl : site === 'same-origin';
}
