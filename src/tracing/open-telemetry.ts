import {
  type Context,
  context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { parseTraceparent } from './traceparent.ts';
import type { TracedSpan, Tracing } from './tracing.ts';

const MAX_QUERY_LENGTH = 2_000;

/**
 * Sends traces by OTLP over HTTP. Endpoint, headers, sampler, batches and the names of the resource
 * come from the standard variables (`OTEL_…`), which the packages read.
 */
export function startTracing({ version }: { version: string }): Tracing {
  const provider = new NodeTracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ 'service.name': 'uplink', 'service.version': version }))
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  // No propagator: trace contexts are not sent to Zoom.
  provider.register({ propagator: null });
  const tracer = provider.getTracer('uplink', version);

  async function runIn<Result>(span: Span, work: (span: TracedSpan) => Promise<Result>): Promise<Result> {
    const traced = tracedSpan(span);
    try {
      return await context.with(trace.setSpan(context.active(), span), () => work(traced));
    } catch (error) {
      traced.fail(nameOf(error));
      throw error;
    } finally {
      span.end();
    }
  }

  return {
    startRequest(parent, next) {
      const span = tracer.startSpan('request', { kind: SpanKind.SERVER }, contextOf(parent));
      context.with(trace.setSpan(ROOT_CONTEXT, span), () => next(tracedSpan(span)));
    },
    runJob: (job, work) =>
      runIn(
        tracer.startSpan(
          `job ${job}`,
          { kind: SpanKind.CONSUMER, root: true, attributes: { 'uplink.job': job } },
          ROOT_CONTEXT,
        ),
        work,
      ),
    runCall: (name, attributes, work) =>
      runIn(tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes }), work),
    startQuery(text) {
      if (trace.getActiveSpan()?.isRecording() !== true) return undefined;
      const operation = /^\s*(\w+)/.exec(text)?.[1]?.toUpperCase() ?? 'QUERY';
      const span = tracer.startSpan(operation, {
        kind: SpanKind.CLIENT,
        attributes: {
          'db.system.name': 'postgresql',
          'db.operation.name': operation,
          // Values are parameters, so the text contains none.
          'db.query.text': text.slice(0, MAX_QUERY_LENGTH),
        },
      });
      return {
        end(error) {
          if (error) tracedSpan(span).fail(nameOf(error));
          span.end();
        },
      };
    },
    close: () => provider.shutdown(),
  };
}

function contextOf(parent: string | undefined): Context {
  const parsed = parseTraceparent(parent);
  return parsed === undefined
    ? ROOT_CONTEXT
    : trace.setSpanContext(ROOT_CONTEXT, { ...parsed, isRemote: true });
}

function tracedSpan(span: Span): TracedSpan {
  const { traceId, spanId, traceFlags } = span.spanContext();
  const flags = traceFlags & TraceFlags.SAMPLED ? '01' : '00';
  return {
    traceId,
    traceparent: `00-${traceId}-${spanId}-${flags}`,
    setName: (name) => span.updateName(name),
    set: (attributes) => span.setAttributes(attributes),
    fail(reason) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      span.setAttribute('error.type', reason);
    },
    end: () => span.end(),
  };
}

/** The name or code of an error. Its message can contain values. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
