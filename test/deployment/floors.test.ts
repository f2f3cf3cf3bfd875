import { readFileSync } from 'node:fs';
import { gte, satisfies } from 'semver';
import { test } from 'tap';

/**
 * The first versions without a known relevant vulnerability, or with behavior that the app relies
 * on.
 */
const FLOORS: Record<string, [floor: string, why: string]> = {
  fastify: ['5.12.1', 'a content type could skip the validation of a body; a trusted proxy could be spoofed'],
  '@fastify/oauth2': ['8.3.0', 'it exposes the client that is used here'],
  undici: ['7.18.2', 'bounded decompression'],
  '@prisma/client': ['7.10.0', 'one release with its engines'],
};

interface LockedPackage {
  version?: string;
  integrity?: string;
  link?: boolean;
  dev?: boolean;
  engines?: { node?: string };
}

const lock: { packages: Record<string, LockedPackage> } = JSON.parse(
  readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8'),
);
const dependencies = Object.entries(lock.packages).filter(([path]) => path !== '');

test('no production package is older than its minimum version', async (t) => {
  for (const [name, [floor, why]] of Object.entries(FLOORS)) {
    const version = lock.packages[`node_modules/${name}`]?.version ?? '0.0.0';
    t.ok(gte(version, floor), `${name} ${version}, at least ${floor}: ${why}`);
  }
});

test('the lock file has an integrity hash for every package', async (t) => {
  t.ok(dependencies.length > 100);
  const unlocked = dependencies.filter(
    ([, { integrity, link }]) => !link && !integrity?.startsWith('sha512-'),
  );
  t.same(unlocked, []);
});

for (const node of ['20.19.0', '20.20.2', '22.22.0', '24.12.0']) {
  test(`npm ci on Node.js ${node} warns of no unsupported engine`, async (t) => {
    const unsupported = dependencies.filter(([, { engines }]) => !satisfies(node, engines?.node || '*'));
    t.same(
      unsupported.map(([path, { engines }]) => `${path} requires Node.js ${engines?.node}`),
      [],
    );
  });
}
