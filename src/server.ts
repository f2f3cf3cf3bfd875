import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import closeWithGrace from 'close-with-grace';
import { buildApp } from './app.ts';
import { type Config, ConfigError, loadConfig, readDotEnv } from './config.ts';
import { untilIdle } from './idle.ts';
import { packageVersion } from './package-directory.ts';
import { isTlsOptional } from './postgres-url/optional-tls.ts';
import { openResources } from './resources.ts';
import { shutdownDeadlines } from './shutdown.ts';
import type { Tracing } from './tracing/tracing.ts';

/** How long it may take to close the connections to the database, and to send the last traces. */
const MAX_CLOSE_MS = 2_000;

const UNFINISHED = 'stopped before all requests and jobs in progress had finished';

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
  closeWithGrace({ delay: shutdownDeadlines.all, logger: app.log, onTimeout }, async ({ err, signal }) => {
    const { shutdown } = app;
    const startedAt = performance.now();
    shutdown.begin();
    const reason = err ? 'unhandled error' : (signal ?? 'exit');
    const drainMs = Math.round(app.readiness.stop());
    if (err) app.log.fatal({ err, reason }, 'stopping');
    else app.log.info({ reason, drainMs }, 'stopping');
    if (!err) await delay(drainMs);
    await app.close();
    await shutdown.wait({
      ...{ waitingFor: 'connections to the database', work: resources.close(), isOptional: true },
      ...{ deadline: shutdownDeadlines.connections, maxMs: MAX_CLOSE_MS },
    });
    if (tracing !== undefined)
      await shutdown.wait({
        ...{ waitingFor: 'traces', work: closeTracing(tracing), isOptional: true },
        ...{ deadline: shutdownDeadlines.traces, maxMs: MAX_CLOSE_MS },
      });
    const ms = Math.round(performance.now() - startedAt);
    const unfinished = shutdown.unfinished();
    if (unfinished.length > 0) {
      app.log.fatal({ reason, ms, unfinished }, UNFINISHED);
      process.exit(1);
    }
    app.log.info({ reason, ms, uptimeSeconds: Math.round(process.uptime()) }, 'stopped');
  });

  async function closeTracing({ close }: Tracing): Promise<void> {
    await close().catch((err: unknown) => app.log.warn({ err }, 'the last traces were not sent'));
  }

  // The last resort: each step has an earlier deadline.
  function onTimeout(ms: number): void {
    app.log.fatal({ ms }, UNFINISHED);
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
