import t from 'tap';
import { startTestbed, type Testbed } from '../../tools/chaos/harness/testbed.ts';
import { shortProgram } from '../../tools/chaos/program.ts';

// Takes a minute and a half on an idle machine, and several times that on a busy one.
t.setTimeout(600_000);

/** Runs the source, because a build may be outdated. */
const command = ['--import', 'tsx', 'src/server.ts'];

const testbed: Testbed = await startTestbed({ command, postgres: process.env.TEST_DATABASE_URL });
t.teardown(testbed.end);
await testbed.fleet.grow(2);

for (const { name, run } of shortProgram(command)) {
  await t.test(name, async (t) => {
    const { scenario, counts, violations } = await run(testbed);
    t.comment(`${scenario}: ${JSON.stringify(counts)}`);
    t.same(violations, [], scenario);
  });
}
