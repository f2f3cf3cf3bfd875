import { AsyncLocalStorage } from 'node:async_hooks';
import t from 'tap';
import { startApp } from '../helpers/app.ts';
import { openEvents } from '../helpers/event-stream.ts';
import { HOST, waitUntil } from '../helpers/zoom-host.ts';

t.test('an open event stream does not keep the asynchronous storage of the wait budgets on', async (t) => {
  const on = new Set<object>();
  const { run, disable } = AsyncLocalStorage.prototype;
  t.intercept(AsyncLocalStorage.prototype, 'run', {
    value(this: AsyncLocalStorage<unknown>, ...parameters: Parameters<typeof run>) {
      // `exit` is a `run` without a value from Node.js 24 on.
      if (parameters[0] !== undefined) on.add(this);
      return Reflect.apply(run, this, parameters);
    },
  });
  t.intercept(AsyncLocalStorage.prototype, 'disable', {
    value(this: AsyncLocalStorage<unknown>) {
      on.delete(this);
      disable.call(this);
    },
  });
  const uplink = await startApp(t, { startsJobs: false });
  const host = await uplink.signIn(HOST);
  const stream = await openEvents(t, host);
  await waitUntil(() => on.size === 0);
  const requests = [host.get('/api/me'), host.get('/api/meetings')];
  await waitUntil(() => on.size > 0);
  for (const { status } of await Promise.all(requests)) t.equal(status, 200);
  await waitUntil(() => on.size === 0);
  stream.close();
  await stream.ended;
  t.equal((await host.get('/api/me')).status, 200);
  await waitUntil(() => on.size === 0);
});
