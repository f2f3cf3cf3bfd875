import { readFileSync } from 'node:fs';
import { test } from 'tap';

/** The first versions without a known weakness that matters here, or with the behaviour that is relied on. */
const FLOORS: Record<string, [floor: string, why: string]> = {
  fastify: ['5.12.1', 'a content type could skip the validation of a body; a trusted proxy could be spoofed'],
  '@fastify/oauth2': ['8.3.0', 'the client is handed out as it is used here'],
  undici: ['7.18.2', 'bounded decompression'],
  '@prisma/client': ['7.10.0', 'one release with its engines'],
};

interface Lock {
  packages: Record<string, { version?: string; integrity?: string; link?: boolean; dev?: boolean }>;
}

const lock: Lock = JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8'));

test('what runs in production is not older than its floor', async (t) => {
  for (const [name, [floor, why]] of Object.entries(FLOORS)) {
    const version = lock.packages[`node_modules/${name}`]?.version ?? '0.0.0';
    t.ok(compare(version, floor) >= 0, `${name} ${version}, at least ${floor}: ${why}`);
  }
});

test('every package is locked to what it contains', async (t) => {
  const packages = Object.entries(lock.packages).filter(([path]) => path !== '');
  t.ok(packages.length > 100);
  const unlocked = packages.filter(([, { integrity, link }]) => !link && !integrity?.startsWith('sha512-'));
  t.same(unlocked, []);
});

test('comparing versions compares numbers', async (t) => {
  t.ok(compare('5.12.1', '5.9.0') > 0);
  t.ok(compare('5.12.0', '5.12.1') < 0);
  t.equal(compare('7.10.0', '7.10.0'), 0);
});

function compare(left: string, right: string): number {
  const [a, b] = [left, right].map((version) => version.split(/[.-]/).slice(0, 3).map(Number));
  for (const index of [0, 1, 2]) {
    const difference = (a?.[index] ?? 0) - (b?.[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
