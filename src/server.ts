import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import closeWithGrace from 'close-with-grace';
import { buildApp } from './app.ts';
import { type Config, ConfigError, loadConfig, readDotEnv } from './config.ts';
import { untilIdle } from './idle.ts';
import { packageVersion } from './package-directory.ts';
import { isTlsOptional } from './postgres-url/optional-tls.ts';
import { openResources } from './resources.ts';

/**
 * How long requests in flight may take after SIGTERM. The platform kills the process after 30
 * seconds (fly.toml).
 */
const GRACE_MS = 25_000;

const TLS_OPTIONAL =
  'the connection to the database on another machine may be unencrypted: add sslmode=verify-full to the URL, or sslmode=disable if the network in between is encrypted';

async function main(): Promise<void> {
  const env = process.env.NODE_ENV === 'production' ? process.env : readDotEnv('.env', process.env);
  const config = loadConfig(env);
  // The packages take time and memory to load, so they are loaded only if they are used.
  const tracing = config.tracing
    ? (await import('./tracing/open-telemetry.ts')).startTracing({ version: packageVersion() })
    : undefined;
  const resources = openResources(config, tracing?.startQuery);
  const uiDirectory = fileURLToPath(new URL('./ui', import.meta.url));
  const app = await buildApp(config, { ...resources, uiDirectory, tracing });
  app.log.info({ version: packageVersion(), node: process.version }, 'starting');
  for (const name of urlsWithOptionalTls(config)) app.log.warn({ variable: name }, TLS_OPTIONAL);
  resources.logTo(app.log);
  if (config.stagingCopy)
    app.log.warn('STAGING_COPY is true: no jobs, no sign-ins, no changes and no calls to Zoom');
  await app.listen({ host: config.host, port: config.port });
  closeWithGrace({ delay: GRACE_MS, logger: app.log, onTimeout }, async ({ err, signal }) => {
    const startedAt = performance.now();
    const reason = err ? 'unhandled error' : (signal ?? 'exit');
    if (err) app.log.fatal({ err, reason }, 'stopping');
    else app.log.info({ reason }, 'stopping');
    const drainMs = app.readiness.stop();
    if (!err) await delay(drainMs);
    await app.close();
    await resources.close();
    await tracing?.close().catch((err: unknown) => app.log.warn({ err }, 'the last traces were not sent'));
    const ms = Math.round(performance.now() - startedAt);
    app.log.info({ reason, ms, uptimeSeconds: Math.round(process.uptime()) }, 'stopped');
  });

  function onTimeout(ms: number): void {
    app.log.fatal({ ms }, 'stopped before all requests and jobs in progress had finished');
  }

  await resources.start();
  await app.readiness.prepare();
  // The first requests would wait for both.
  await untilIdle();
  await app.startJobs();
  await app.warmUpRest();
}

main().catch((error: unknown) => {
  const lines =
    error instanceof ConfigError ? error.errors : [`Uplink could not start: ${startError(error)}`];
  process.stderr.write(`${lines.join('\n')}\n`);
  process.exit(1);
});

/** The variables whose URL leaves it to the server whether the connection is encrypted. */
function urlsWithOptionalTls({ databaseUrl, databaseDirectUrl }: Config): string[] {
  return [
    { name: 'DATABASE_URL', url: databaseUrl },
    { name: 'DATABASE_DIRECT_URL', url: databaseDirectUrl },
  ].flatMap(({ name, url }) => (url !== undefined && isTlsOptional(url.reveal()) ? [name] : []));
}

function startError(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown error';
}
