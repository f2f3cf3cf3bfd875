import { test } from 'tap';
import { createRequestOrder } from '../../src/ui/features/meeting/form/request-order.ts';

test('the response to the latest read wins, regardless of their order', async (t) => {
  const order = createRequestOrder();
  const [first, second] = [order.startRead(), order.startRead()];
  t.notOk(order.isSuperseded(first), 'no later response was applied yet');
  order.apply(second);
  t.ok(order.isSuperseded(first));
  t.notOk(order.isSuperseded(second));
});

test('a successful change supersedes the reads that began before; a failed one does not', async (t) => {
  const order = createRequestOrder();
  const read = order.startRead();
  order.startChange();
  order.endChange(false);
  t.notOk(order.isSuperseded(read));
  order.startChange();
  order.endChange(true);
  t.ok(order.isSuperseded(read));
  t.notOk(order.isSuperseded(order.startRead()));
});

test('an event during a change is deferred once', async (t) => {
  const order = createRequestOrder();
  t.notOk(order.defersEvent());
  order.startChange();
  t.ok(order.defersEvent());
  order.endChange(true);
  t.notOk(order.defersEvent());
  t.ok(order.takeMissedEvent());
  t.notOk(order.takeMissedEvent());
});
