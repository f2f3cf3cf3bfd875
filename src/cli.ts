#!/usr/bin/env node
import { confirmOnTerminal } from './cli/confirm.ts';
import { runCli } from './cli/run.ts';
import { readDotEnv } from './config.ts';

const code = await runCli(process.argv.slice(2), {
  env: readDotEnv('.env', process.env),
  stdout: (line) => process.stdout.write(`${line}\n`),
  stderr: (line) => process.stderr.write(`${line}\n`),
  confirm: confirmOnTerminal,
});
process.exitCode = code;

// A connection or a DNS query that hangs must not keep the process alive.
setTimeout(() => process.exit(), 1_000).unref();
