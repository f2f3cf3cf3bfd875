import type { Command } from '../command.ts';
import { parseArguments } from '../parse-arguments.ts';
import type { CheckResult } from './check.ts';

export const doctorCommand: Command = {
  summary: 'check the whole deployment and say how to fix it',
  usage: `uplink doctor [--json]

Checks the configuration, the database, PUBLIC_URL, the Zoom app and the clock, and prints one line per check: ok, warning,
failed or skipped, with what to do. Run it on a machine of the deployment, while the app is running, with the same variables.
It changes nothing, prints no secret and ends within 30 seconds. The exit code is 0 if no check failed; warnings do
not change it. With --json, prints {ok, checks: [{name, status, message, fix}]}.`,
  async run(args, { env, stdout }) {
    const { json = false } = parseArguments(args, { json: { type: 'boolean' } });
    // Loaded here because the other commands do not need it.
    const { examine } = await import('./examine.ts');
    const results = await examine(env);
    const failed = results.filter(({ status }) => status === 'failed').length;
    if (json) stdout(JSON.stringify({ ok: failed === 0, checks: results }, null, 2));
    else for (const line of linesOf(results)) stdout(line);
    if (failed > 0) throw new Error(`${failed} of ${results.length} checks failed.`);
  },
};

function linesOf(results: readonly CheckResult[]): string[] {
  const width = Math.max(...results.map(({ name }) => name.length));
  return results.map(({ name, status, message, fix }) =>
    [status.padEnd(7), name.padEnd(width), fix === undefined ? message : `${message} Fix: ${fix}`].join('  '),
  );
}
