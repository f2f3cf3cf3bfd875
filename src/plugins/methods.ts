import fp from 'fastify-plugin';
import { Problem } from '../problem.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** What to throw where no route matched: 405 with `Allow` where the path has other methods, else 404. */
    noRoute(path: string): Problem;
  }
}

/** Knows which paths take which methods, so that a wrong method is told from a wrong address (RFC 9110 §15.5.6). */
export const methodsPlugin = fp(
  async (app) => {
    const paths = new Map<string, { pattern: RegExp; methods: Set<string> }>();

    app.addHook('onRoute', ({ url, method }) => {
      if (url.includes('*')) return;
      const known = paths.get(url) ?? { pattern: patternOf(url), methods: new Set<string>() };
      for (const each of [method].flat()) known.methods.add(each);
      paths.set(url, known);
    });

    app.decorate('noRoute', (path) => {
      const methods = [...paths.values()]
        .filter(({ pattern }) => pattern.test(path))
        .flatMap(({ methods }) => [...methods]);
      if (methods.length === 0) return new Problem('not_found');
      return new Problem('method_not_allowed', { headers: { allow: [...new Set(methods)].join(', ') } });
    });
  },
  { name: 'methods' },
);

function patternOf(url: string): RegExp {
  const segments = url
    .split('/')
    .map((segment) => (segment.startsWith(':') ? '[^/]+' : segment.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')));
  return new RegExp(`^${segments.join('/')}$`);
}
