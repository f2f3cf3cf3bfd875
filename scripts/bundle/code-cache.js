// Part of the production build: `node dist/code-cache.js` stores V8's code cache of the build in
// `dist/code-cache`, which halves the CPU time of a start. It starts the server without a database
// and stores the code that V8 has compiled for that. The cache is valid for this version of Node.js.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CACHE, load, loaded } from './load.js';

/** How often to check whether V8 has compiled more code. */
const CHECK_EVERY_MS = 500;
/** A cache of the query compiler, one string of two megabytes, would only repeat it. */
const WITHOUT_CACHE = /wasm-base64/;

rmSync(CACHE, { recursive: true, force: true });
// Nothing that the caller has set: DATABASE_DIRECT_URL or OTEL_… would lead to real servers.
for (const name of Object.keys(process.env)) delete process.env[name];
const url = `http://127.0.0.1:${await freePort()}`;
Object.assign(process.env, {
  NODE_ENV: 'production',
  HOST: '127.0.0.1',
  PORT: new URL(url).port,
  METRICS_PORT: '0',
  PUBLIC_URL: url,
  LOG_LEVEL: 'fatal',
  // The port `discard`, on which nothing listens.
  DATABASE_URL: 'postgresql://127.0.0.1:9/none',
  ZOOM_CLIENT_ID: 'code-cache',
  ZOOM_CLIENT_SECRET: 'code-cache',
  ZOOM_WEBHOOK_SECRET_TOKEN: 'code-cache',
  ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
  SESSION_SECRET: randomBytes(32).toString('base64'),
});
load(join(import.meta.dirname, 'server.cjs'));

// The server never becomes ready, but it compiles everything that it does once it is.
let caches = [];
for (let previous = -1; previous < sizeOf(caches); ) {
  previous = sizeOf(caches);
  await delay(CHECK_EVERY_MS);
  await request('/api/me');
  caches = createCaches();
}
mkdirSync(CACHE);
for (const { path, data } of caches) writeFileSync(path, data);
process.exit();

function createCaches() {
  return [...loaded]
    .filter(([source]) => !WITHOUT_CACHE.test(source))
    .map(([, { script, cache }]) => ({ path: cache, data: script.createCachedData() }));
}

function sizeOf(caches) {
  return caches.reduce((bytes, { data }) => bytes + data.length, 0);
}

async function request(path) {
  const response = await fetch(`${url}${path}`);
  await response.arrayBuffer();
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
