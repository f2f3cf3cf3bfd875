import { mock } from 'node:test';
import t from 'tap';
import { Problem } from '../../src/problem.ts';
import { createCircuit } from '../../src/zoom/circuit.ts';

t.beforeEach(() => mock.timers.enable({ apis: ['Date'], now: 1_700_000_000_000 }));
t.afterEach(() => mock.timers.reset());

const works = async () => 'healthy';
const fails = async () => 'sick';
const breaks = async () => {
  throw new Error('reset');
};

function start() {
  const circuit = createCircuit<string>((response) => response === 'healthy');
  let calls = 0;
  const request = async (upstream: () => Promise<string>): Promise<string> => {
    try {
      return await circuit(() => {
        calls += 1;
        return upstream();
      });
    } catch (error) {
      return error instanceof Problem
        ? `${error.status} ${error.code} ${error.members.retryAfter}`
        : 'broken';
    }
  };
  return { request, calls: () => calls };
}
const OPEN = '503 zoom_unavailable 10';

for (const [name, upstream] of Object.entries({ 'bad answers': fails, errors: breaks })) {
  t.test(`five ${name} in a row open it: then it refuses at once, without a call`, async (t) => {
    const { request, calls } = start();
    for (let call = 0; call < 5; call += 1) t.not(await request(upstream), OPEN);
    for (let call = 0; call < 100; call += 1) t.equal(await request(works), OPEN);
    t.equal(calls(), 5);
  });
}

t.test('a success in between begins the count anew', async (t) => {
  const { request } = start();
  for (let round = 0; round < 4; round += 1) {
    for (let call = 0; call < 4; call += 1) await request(fails);
    t.equal(await request(works), 'healthy');
    // Enough good ones that half of all is never reached.
    for (let call = 0; call < 6; call += 1) await request(works);
  }
});

t.test('half of twenty calls in thirty seconds open it, though never five in a row', async (t) => {
  const { request } = start();
  let isOpen = false;
  let calls = 0;
  while (!isOpen && calls < 60) {
    calls += 1;
    mock.timers.tick(400);
    isOpen = (await request(calls % 2 ? fails : works)) === OPEN;
  }
  t.ok(isOpen);
  t.ok(calls >= 20, `after ${calls} calls`);
});

t.test('a tenth of failures never opens it', async (t) => {
  const { request } = start();
  for (let call = 0; call < 500; call += 1) {
    mock.timers.tick(100);
    t.not(await request(call % 10 ? works : fails), OPEN);
  }
});

t.test(
  'after about ten seconds one call is let through; while it is under way nobody waits or calls',
  async (t) => {
    const { request, calls } = start();
    for (let call = 0; call < 5; call += 1) await request(fails);
    mock.timers.tick(9_900);
    t.equal(await request(works), OPEN);
    mock.timers.tick(2_200);
    let finish = (_response: string): void => {};
    const probe = request(
      () =>
        new Promise<string>((resolve) => {
          finish = resolve;
        }),
    );
    t.equal(await request(works), OPEN);
    t.equal(await request(works), OPEN);
    t.equal(calls(), 6);
    finish('healthy');
    t.equal(await probe, 'healthy');
    t.equal(await request(works), 'healthy', 'and when it went well, all are');
  },
);

t.test('a failed probe keeps it open for as long again', async (t) => {
  const { request, calls } = start();
  for (let call = 0; call < 5; call += 1) await request(breaks);
  for (let round = 0; round < 3; round += 1) {
    mock.timers.tick(12_100);
    t.equal(await request(breaks), 'broken');
    mock.timers.tick(9_900);
    t.equal(await request(works), OPEN);
  }
  t.equal(calls(), 8);
});

t.test('two upstreams have circuits of their own', async (t) => {
  const [one, other] = [start(), start()];
  for (let call = 0; call < 5; call += 1) await one.request(fails);
  t.equal(await one.request(works), OPEN);
  t.equal(await other.request(works), 'healthy');
});
