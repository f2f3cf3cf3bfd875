import { execFile } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';
import { freePort } from '../helpers/free-port.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const ADVISORIES = '/-/npm/v1/security/advisories/bulk';

/** Runs the audit with this registry. */
function audit(registry: string, args: string[] = []): Promise<{ code: number; text: string }> {
  const env = { ...process.env, npm_config_registry: registry, npm_config_fetch_retries: '0' };
  return new Promise((resolve) => {
    const command = ['--import', 'tsx', 'scripts/audit.ts', ...args];
    execFile(process.execPath, command, { cwd: root, env }, (error, text) => {
      resolve({ code: error === null ? 0 : Number(error.code), text });
    });
  });
}

/** A registry with these advisories; without any, it has no audit endpoint. */
async function startRegistry(t: Test, advisories?: Record<string, object[]>): Promise<string> {
  const server = createServer((request, response) => {
    request.resume();
    const isAudit = request.url === ADVISORIES && advisories !== undefined;
    response.writeHead(isAudit ? 200 : 405, { 'content-type': 'application/json' });
    response.end(JSON.stringify(isAudit ? advisories : {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** npm caches advisories by their ID, so each has a new one. */
const advisory = (severity: string) => ({
  ...{ id: randomInt(2 ** 31), url: 'https://example.com/advisory', title: 'A made-up advisory', severity },
  ...{ vulnerable_versions: '*', cwe: [], cvss: { score: 0, vectorString: null } },
});

t.test('the audit passes without advisories, and with those of lower severity', async (t) => {
  t.match(await audit(await startRegistry(t, {})), {
    code: 0,
    text: /^0 of high or critical severity, 0 in/,
  });
  const low = await audit(await startRegistry(t, { fastify: [advisory('moderate')] }));
  t.match(low, { code: 0, text: /^0 of high/ });
  t.notMatch(low.text, /NOT CHECKED/);
});

t.test('the audit fails on an advisory of high severity for a package of the lockfile', async (t) => {
  const { code, text } = await audit(await startRegistry(t, { fastify: [advisory('high')] }));
  t.equal(code, 1);
  t.match(text, /^high: fastify .*A made-up advisory https:\/\/example\.com\/advisory$/m);
});

t.test('a registry that cannot be queried is reported as such, and fails only with --required', async (t) => {
  const unreachable = `http://127.0.0.1:${await freePort()}/`;
  for (const registry of [await startRegistry(t), unreachable]) {
    t.match(await audit(registry), {
      code: 0,
      text: /^NOT CHECKED: the registry could not be queried \(.+\)\.$/m,
    });
    t.match(await audit(registry, ['--required']), { code: 2, text: /^NOT CHECKED/ });
  }
});
