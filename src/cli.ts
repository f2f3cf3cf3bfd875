import { confirmOnTerminal } from './cli/confirm.ts';
import { runCli } from './cli/run.ts';
import { readDotEnv } from './config.ts';

// Without a top-level await, which the bundle does not support.
runCli(process.argv.slice(2), {
  env: readDotEnv('.env', process.env),
  stdout: (line) => process.stdout.write(`${line}\n`),
  stderr: (line) => process.stderr.write(`${line}\n`),
  confirm: confirmOnTerminal,
}).then((code) => {
  process.exitCode = code;
  // A connection or a DNS query that hangs must not keep the process alive.
  setTimeout(() => process.exit(), 1_000).unref();
});
