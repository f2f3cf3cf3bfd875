import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Test } from './app.ts';

export interface ReceivedSpan {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  status: { code?: number };
  attributes: { key: string; value: { stringValue?: string; intValue?: number } }[];
}

/** A receiver of traces by OTLP over HTTP, as JSON. */
export interface TraceReceiver {
  url: string;
  spans(): ReceivedSpan[];
  /** Attributes of the processes that sent traces. */
  resources(): ReceivedSpan['attributes'][];
  /** All bodies. */
  text(): string;
}

export async function startTraceReceiver(t: Test): Promise<TraceReceiver> {
  const bodies: string[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    if (request.url === '/v1/traces') bodies.push(body);
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  t.teardown(() => {
    server.close();
    server.closeAllConnections();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const resourceSpans = () => bodies.flatMap((body) => JSON.parse(body).resourceSpans);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans: () =>
      resourceSpans().flatMap(({ scopeSpans }) =>
        scopeSpans.flatMap(({ spans }: { spans: ReceivedSpan[] }) => spans),
      ),
    resources: () => resourceSpans().map(({ resource }) => resource.attributes),
    text: () => bodies.join('\n'),
  };
}
