import t from 'tap';
import { type Stage, setStage } from '../../tools/chaos/harness/stage.ts';
import { shortProgram } from '../../tools/chaos/program.ts';

// A minute and a half where nothing else runs, and several times that on a busy machine.
t.setTimeout(600_000);

/** From the sources, so that what is tested is what is there: a build may be older. */
const command = ['--import', 'tsx', 'src/server.ts'];

const stage: Stage = await setStage({ command, postgres: process.env.TEST_DATABASE_URL });
t.teardown(stage.end);
await stage.fleet.grow(2);

for (const { name, run } of shortProgram(command)) {
  await t.test(name, async (t) => {
    const { scenario, counts, faults } = await run(stage);
    t.comment(`${scenario}: ${JSON.stringify(counts)}`);
    t.same(faults, [], scenario);
  });
}
