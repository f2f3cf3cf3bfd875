import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import fp from 'fastify-plugin';
import { Problem } from '../problem.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /**
     * The problem of a request that matches no route: 405 with `Allow` if the path has other
     * methods, else 404.
     */
    unmatchedRouteProblem(path: string): Problem;
    /** The route of a path, without its values; `none` if no route matches. */
    routeOf(path: string): string;
  }
}

/**
 * Covers cases that Node.js and Fastify would handle in a way that does not suit a public server.
 */
export const httpHardeningPlugin = fp(
  async (app) => {
    closeConnectionsOnShutdown(app);
    handleExpectations(app);
    rejectEncodedBodies(app);
    distinguishMethodsFromPaths(app);
  },
  { name: 'http-hardening' },
);

/**
 * Closes each connection after its last response during shutdown. Node.js closes only those that
 * are idle at that moment and keeps the others for the keep-alive timeout, which is longer than the
 * process may take to end.
 */
function closeConnectionsOnShutdown(app: FastifyInstance): void {
  app.addHook('preClose', async () => {
    app.server.keepAliveTimeout = 1;
  });
}

/**
 * Ignores unknown expectations, as RFC 9110 §10.1.1 allows. Node.js would respond automatically,
 * without the security headers.
 */
function handleExpectations({ server }: FastifyInstance): void {
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    server.emit('request', request, response);
  });
}

/**
 * Rejects compressed bodies (RFC 9110 §8.4, §15.5.16), which would otherwise be reported as invalid
 * JSON.
 */
function rejectEncodedBodies(app: FastifyInstance): void {
  app.addHook('preParsing', ({ headers }, _reply, payload, done) => {
    const encoding = headers['content-encoding'] ?? 'identity';
    if (encoding.toLowerCase() === 'identity') return done(null, payload);
    done(new Problem('unsupported_media_type', { detail: 'Send the body without Content-Encoding.' }));
  });
}

/**
 * Records the methods of each path, to distinguish a wrong method from a wrong path (RFC 9110
 * §15.5.6).
 */
function distinguishMethodsFromPaths(app: FastifyInstance): void {
  const paths = new Map<string, { pattern: RegExp; methods: Set<string> }>();

  app.addHook('onRoute', ({ url, method }) => {
    if (url.includes('*')) return;
    const path = paths.get(url) ?? { pattern: patternOf(url), methods: new Set<string>() };
    for (const each of [method].flat()) path.methods.add(each);
    paths.set(url, path);
  });

  app.decorate('routeOf', (path) => {
    if (paths.has(path)) return path;
    return [...paths].find(([, { pattern }]) => pattern.test(path))?.[0] ?? 'none';
  });

  app.decorate('unmatchedRouteProblem', (path) => {
    const methods = [...paths.values()]
      .filter(({ pattern }) => pattern.test(path))
      .flatMap(({ methods }) => [...methods]);
    if (methods.length === 0) return new Problem('not_found');
    return new Problem('method_not_allowed', { headers: { allow: [...new Set(methods)].join(', ') } });
  });
}

function patternOf(url: string): RegExp {
  const segments = url
    .split('/')
    .map((segment) => (segment.startsWith(':') ? '[^/]+' : segment.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')));
  return new RegExp(`^${segments.join('/')}$`);
}

/**
 * Escapes every `%` of the URL's path if the path is not percent-encoded UTF-8. Otherwise the
 * router would respond automatically, without the security headers and with the URL repeated.
 */
export function decodable(url: string): string {
  if (!url.includes('%')) return url;
  const end = url.search(/[?#]/);
  const path = end === -1 ? url : url.slice(0, end);
  try {
    decodeURIComponent(path);
    return url;
  } catch {
    return path.replaceAll('%', '%25') + url.slice(path.length);
  }
}
