// npm run dev: like the demo, but rebuilds and restarts when a file in src changes.
import { execFileSync, spawn } from 'node:child_process';
import { startStage } from './demo/stage.ts';

const VITE = ['node_modules/vite/bin/vite.js', 'build', '--watch', '--logLevel', 'warn'];

execFileSync(process.execPath, ['scripts/build.js'], { stdio: 'inherit' });
const stage = await startStage({
  directory: '.data',
  ports: { app: 3000, zoom: 4000 },
  app: ['--watch', '--watch-preserve-output', 'dist/server.js'],
  print: (line) => process.stdout.write(`${line}\n`),
});
const builders = ['vite.server.config.ts', 'vite.config.ts'].map((config) =>
  spawn(process.execPath, [...VITE, '--config', config], { stdio: 'inherit' }),
);
process.stdout.write(
  `\nOpen ${stage.appUrl}; the simulated Zoom is at ${stage.zoomUrl}. Ctrl-C stops both.\n`,
);

await new Promise((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve);
});
for (const builder of builders) builder.kill();
await stage.stop();
