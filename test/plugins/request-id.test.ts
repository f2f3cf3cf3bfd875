import Fastify from 'fastify';
import t from 'tap';
import { requestIdOf, requestIdPlugin, requestLogger } from '../../src/plugins/request-id.ts';

const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const idOf = (given?: string | string[]) =>
  requestIdOf({ headers: given === undefined ? {} : { 'x-request-id': given } });

t.test('a proxy’s ID of 16 to 64 letters, digits, dots, hyphens and underscores is used', async (t) => {
  for (const id of ['0123456789abcdef', 'A_b-c.0123456789', 'x'.repeat(64)]) t.equal(idOf(id), id);
});

t.test('any other value is replaced by a new ID', async (t) => {
  const id = '0123456789abcdef';
  for (const given of [undefined, '', id.slice(1), 'x'.repeat(65), `${id}\n`, ` ${id}`, `${id}<`, [id]])
    t.match(idOf(given), UUID, String(given));
  t.not(idOf(), idOf());
});

t.test('the response has the ID, and the trace context of the request', async (t) => {
  const app = Fastify({ genReqId: requestIdOf });
  await app.register(requestIdPlugin);
  t.ok(app.hasPlugin('request-id'));
  app.get('/', async () => 'ok');
  const given = { 'x-request-id': '0123456789abcdef', traceparent: TRACEPARENT };
  t.match((await app.inject({ url: '/', headers: given })).headers, given);
  const { headers } = await app.inject({ url: '/', headers: { traceparent: 'invalid' } });
  t.match(headers['x-request-id'], UUID);
  t.notOk('traceparent' in headers);
});

t.test('log lines have the trace ID of the caller', async (t) => {
  const created: unknown[][] = [];
  const lines: unknown[] = [];
  const own = { level: 'info', info: (line: unknown) => lines.push(line) };
  const logger = { child: (...args: unknown[]) => created.push(args) && own } as never;
  const loggers = [
    requestLogger(logger, { reqId: 'a' }, { level: 'info' }, { headers: { traceparent: TRACEPARENT } }),
    requestLogger(logger, { reqId: 'b' }, {}, { headers: {} }),
    requestLogger(logger, { reqId: 'c' }, {}, undefined),
  ];
  t.same(created, [], 'a logger is created with its first line');
  for (const each of loggers) each.info('first');
  loggers[0]?.info('second');
  t.same(created, [
    [{ reqId: 'a', trace_id: '0af7651916cd43dd8448eb211c80319c' }, { level: 'info' }],
    [{ reqId: 'b' }, {}],
    [{ reqId: 'c' }, {}],
  ]);
  t.same(lines, ['first', 'first', 'first', 'second']);
});

t.test('the logger of a request has all levels of the app’s logger', async (t) => {
  const lines: string[] = [];
  const levels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
  const own = {
    level: 'info',
    child: () => 'child',
    ...Object.fromEntries(levels.map((level) => [level, (text: string) => lines.push(`${level} ${text}`)])),
  };
  const logger = requestLogger({ child: () => own } as never, {}, {}, undefined);
  for (const level of levels) logger[level]('text');
  t.same(
    lines,
    levels.map((level) => `${level} text`),
  );
  t.equal(logger.level, 'info');
  logger.level = 'warn';
  t.equal(own.level, 'warn');
  t.equal(logger.child({}), 'child');
});
