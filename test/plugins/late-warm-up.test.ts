import Fastify from 'fastify';
import t from 'tap';
import { lateWarmUpPlugin } from '../../src/plugins/late-warm-up.ts';

async function start(options: { warmDatabase?: () => Promise<void>; compileAll?: () => Promise<void> }) {
  const lines: string[] = [];
  const app = Fastify({ logger: { stream: { write: (line) => void lines.push(line) } } });
  const { warmDatabase = async () => {}, compileAll = async () => {} } = options;
  await app.register(lateWarmUpPlugin, { warmDatabase, schemas: { compileAll } });
  await app.ready();
  return { app, lines };
}

t.test('the schemas are also compiled if the database is unreachable', async (t) => {
  let compiled = 0;
  const { app, lines } = await start({
    warmDatabase: () => Promise.reject(new Error('ECONNREFUSED')),
    async compileAll() {
      compiled += 1;
    },
  });
  t.equal(compiled, 0, 'not at the start');
  await app.warmUpRest();
  t.equal(compiled, 1);
  t.same(lines, []);
  await app.close();
});

t.test('a schema that cannot be compiled is logged', async (t) => {
  const { app, lines } = await start({ compileAll: () => Promise.reject(new Error('unknown type')) });
  await app.warmUpRest();
  t.match(lines.join(''), /"invalid schema"/);
  await app.close();
});
