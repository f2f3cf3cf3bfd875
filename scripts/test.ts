/**
 * `npm test`: runs all tests, or the files in the arguments, on a temporary PostgreSQL server or
 * the one in TEST_DATABASE_URL. Prints the failures at the end, and the number of assertions.
 */
import { variables } from '../src/config/table.ts';
import { ensureTemplate } from '../test/helpers/database-template.ts';
import { startTemporaryPostgres } from '../test/helpers/temporary-postgres.ts';
import { describeFailures, failuresIn } from './failures.ts';
import { buildTap, runTap, type TapRun } from './run-tap.ts';

const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => interruption.abort(signal));
}

process.exitCode = await run(process.argv.slice(2));

async function run(args: readonly string[]): Promise<number> {
  const given = process.env.TEST_DATABASE_URL;
  const server = given ? { url: given, stop: async () => {} } : await startTemporaryPostgres();
  try {
    await Promise.all([ensureTemplate(server.url), buildTap(process.env)]);
    return report(await runTap(args, testEnvironment(server.url), interruption.signal));
  } finally {
    await server.stop();
  }
}

/** The caller's environment without the app's variables, which the tests set. */
function testEnvironment(databaseUrl: string): NodeJS.ProcessEnv {
  const appVariables = new Set([...Object.keys(variables(false)), 'NODE_ENV']);
  const inherited = Object.entries(process.env).filter(
    ([name]) => !appVariables.has(name.replace(/_FILE$/, '')) && !/^(PG|TAP|ZOOM_|OTEL_)/.test(name),
  );
  return { ...Object.fromEntries(inherited), TEST_DATABASE_URL: databaseUrl };
}

/** Prints tap's totals and returns the exit code. A run without assertions fails. */
function report({ code, output }: TapRun): number {
  const totals = [...output.matchAll(/^# \{ total: \d+.*\}$/gm)].at(-1)?.[0] ?? '';
  const count = (what: string) => Number(new RegExp(` ${what}: (\\d+)`).exec(totals)?.[1] ?? 0);
  const [passed, failed] = [count('pass'), count('fail')];
  const failures = describeFailures(failuresIn(output));
  if (failures) process.stdout.write(`\n${failures}\n`);
  if (passed + failed === 0) process.stderr.write('Nothing was tested.\n');
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  return code === 0 && passed === 0 ? 1 : code;
}
