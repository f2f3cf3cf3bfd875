/**
 * `npm run test:alerts`: checks the alert rules for Prometheus and runs their tests. Requires the
 * program `promtool`.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const cwd = fileURLToPath(new URL('../deploy/prometheus/', import.meta.url));

for (const [command, file] of [
  ['check', 'alerts.yml'],
  ['test', 'alerts.test.yml'],
] as const) {
  const { status, error } = spawnSync('promtool', [command, 'rules', file], { cwd, stdio: 'inherit' });
  if (error) process.stderr.write('promtool is not installed: apt-get install prometheus\n');
  if (status !== 0) process.exit(1);
}
