#!/usr/bin/env node
import { confirmOnTerminal } from './cli/confirm.ts';
import { runCli } from './cli/run.ts';
import { readDotEnv } from './config.ts';

process.exitCode = await runCli(process.argv.slice(2), {
  env: readDotEnv('.env', process.env),
  stdout: (line) => process.stdout.write(`${line}\n`),
  stderr: (line) => process.stderr.write(`${line}\n`),
  confirm: confirmOnTerminal,
});
