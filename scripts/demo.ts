// npm run demo: runs Uplink with everything it needs on this machine.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Step, walkJourney } from './demo/journey.ts';
import { type Stage, startStage } from './demo/stage.ts';

const HELP = `Runs Uplink with an embedded PostgreSQL and a simulated Zoom.

  npm run demo              to use it in a browser; Ctrl-C stops it, its data stays in .data/
  npm run demo -- --check   runs install, list, get, update, read back, restart and sign-out automatically,
                            with temporary data; exits with 0 on success, else with 1
`;

const APP = ['dist/server.js'];

async function serve(): Promise<void> {
  const stage = await startStage({ directory: '.data', ports: { app: 3000, zoom: 4000 }, app: APP, print });
  print('');
  print(`Open ${stage.appUrl} and choose “Add to Zoom”.`);
  print(`The simulated Zoom, with its meetings and faults, is at ${stage.zoomUrl}. Ctrl-C stops the demo.`);
  await untilInterrupted(stage);
  await stage.stop();
}

async function untilInterrupted(stage: Stage): Promise<void> {
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve);
    stage.ended.then((code) => {
      process.exitCode = code ?? 1;
      resolve();
    });
  });
}

async function check(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'uplink-demo-'));
  let stage: Stage | undefined;
  let done = 0;
  try {
    const start = () => startStage({ directory, ports: { app: 0, zoom: 0 }, app: APP, print });
    stage = await start();
    const step: Step = async (name, work) => print(`${++done}. ${name}: ${await work()}`);
    await walkJourney(stage.appUrl, stage.zoomUrl, step, async () => {
      await stage?.stop();
      stage = await start();
      return stage.appUrl;
    });
    print('The demo works.');
  } catch (error) {
    print(`Failed after step ${done}: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  } finally {
    await stage?.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

const { values } = parseArgs({
  options: { check: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
});
if (values.help) process.stdout.write(HELP);
else if (values.check) await check();
else await serve();
