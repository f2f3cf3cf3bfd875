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

for (const [name, upstream] of Object.entries({ 'bad responses': fails, errors: breaks })) {
  t.test(`five ${name} in a row open the circuit: it then fails immediately, without a call`, async (t) => {
    const { request, calls } = start();
    for (let call = 0; call < 5; call += 1) t.not(await request(upstream), OPEN);
    for (let call = 0; call < 100; call += 1) t.equal(await request(works), OPEN);
    t.equal(calls(), 5);
  });
}

t.test('a success in between resets the count', async (t) => {
  const { request } = start();
  for (let round = 0; round < 4; round += 1) {
    for (let call = 0; call < 4; call += 1) await request(fails);
    t.equal(await request(works), 'healthy');
    // Enough successes that failures never reach half of all calls.
    for (let call = 0; call < 6; call += 1) await request(works);
  }
});

t.test('ten failures of twenty calls in thirty seconds open it, without five in a row', async (t) => {
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

t.test('a failure rate of a tenth does not open it', async (t) => {
  const { request } = start();
  for (let call = 0; call < 500; call += 1) {
    mock.timers.tick(100);
    t.not(await request(call % 10 ? works : fails), OPEN);
  }
});

t.test(
  'after about ten seconds one probe is sent; until it ends, other calls fail immediately',
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
    t.equal(await request(works), 'healthy', 'after a successful probe all calls are sent');
  },
);

t.test('a failed probe keeps it open for another ten seconds', async (t) => {
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

t.test('each upstream has its own circuit', async (t) => {
  const [one, other] = [start(), start()];
  for (let call = 0; call < 5; call += 1) await one.request(fails);
  t.equal(await one.request(works), OPEN);
  t.equal(await other.request(works), 'healthy');
});
