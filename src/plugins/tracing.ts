import fp from 'fastify-plugin';
import type { Tracing } from '../tracing/tracing.ts';

export interface TracingOptions {
  tracing: Tracing;
}

/** Requested every few seconds. Their traces would hide the others. */
const UNTRACED = new Set(['/livez', '/readyz']);

/**
 * Traces each request, named by method and route pattern, and returns its `traceparent`. An event
 * stream is not traced: it would be one trace of hours.
 */
export const tracingPlugin = fp<TracingOptions>(
  async (app, { tracing }) => {
    app.addHook('onRequest', (request, reply, done) => {
      const { url: route = 'none', config } = request.routeOptions;
      if (UNTRACED.has(route) || config.isEndless === true) return done();
      const { traceparent } = request.headers;
      tracing.startRequest(typeof traceparent === 'string' ? traceparent : undefined, (span) => {
        span.setName(`${request.method} ${route}`);
        span.set({ 'http.request.method': request.method, 'http.route': route });
        reply.header('traceparent', span.traceparent);
        request.log = request.log.child({ trace_id: span.traceId });
        reply.log = request.log;
        // Also if the client disconnects before the response.
        reply.raw.once('close', () => {
          span.set({ 'http.response.status_code': reply.statusCode });
          if (reply.statusCode >= 500) span.fail(request.problemCode ?? String(reply.statusCode));
          span.end();
        });
        done();
      });
    });
  },
  { name: 'tracing' },
);
