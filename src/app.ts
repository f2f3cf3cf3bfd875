import cookie from '@fastify/cookie';
import Fastify, { type FastifyInstance, LogController } from 'fastify';
import { type Config, trustProxyOption } from './config.ts';
import { createDeploymentProof } from './crypto/deployment-proof.ts';
import { type Database, warm } from './database/client.ts';
import type { PubSub } from './database/pubsub.ts';
import type { SwitchTimings } from './destination-switches/types.ts';
import { loggerOptions, requestLogPlugin } from './logging.ts';
import { createMetrics } from './metrics.ts';
import { packageVersion } from './package-directory.ts';
import { createPipelining } from './pipelining.ts';
import { authenticationPlugin } from './plugins/authentication.ts';
import { errorHandlerPlugin } from './plugins/error-handler.ts';
import { decodable, httpHardeningPlugin } from './plugins/http-hardening.ts';
import { jobsPlugin } from './plugins/jobs.ts';
import { lateWarmUpPlugin } from './plugins/late-warm-up.ts';
import { metricsPlugin } from './plugins/metrics.ts';
import { rateLimitsPlugin } from './plugins/rate-limits.ts';
import { readinessGatePlugin } from './plugins/readiness-gate.ts';
import { requestFramingPlugin } from './plugins/request-framing.ts';
import { requestIdOf, requestIdPlugin, requestLogger } from './plugins/request-id.ts';
import { createSchemaCompilers } from './plugins/schema-compilers.ts';
import { securityHeaders, securityHeadersPlugin } from './plugins/security-headers.ts';
import { shutdownPlugin } from './plugins/shutdown.ts';
import { stagingCopyPlugin } from './plugins/staging-copy.ts';
import { tracingPlugin } from './plugins/tracing.ts';
import { waitBudgetPlugin } from './plugins/wait-budget.ts';
import { zoomOAuthPlugin } from './plugins/zoom-oauth.ts';
import { createReadiness, type Readiness } from './readiness.ts';
import { apiRoutes } from './routes/api/api.ts';
import { formats } from './routes/api/schemas.ts';
import { calendarFeedRoutes } from './routes/calendar-feed.ts';
import { docsRoutes } from './routes/docs.ts';
import { healthRoutes } from './routes/health.ts';
import { installRoutes } from './routes/install.ts';
import { logoutRoutes } from './routes/logout.ts';
import { notFoundRoutes } from './routes/not-found.ts';
import { pageRoutes } from './routes/pages.ts';
import { panelRoutes } from './routes/panel.ts';
import { securityTxtRoutes } from './routes/security-txt.ts';
import { uiRoutes } from './routes/ui.ts';
import { webhookRoutes } from './routes/webhooks.ts';
import { createHttpServer, respondToUnreadable, serverLimits } from './server-limits.ts';
import { createShutdown, shutdownDeadlines } from './shutdown.ts';
import type { Tracing } from './tracing/tracing.ts';
import { createUplink } from './uplink.ts';
import type { UserEventsOptions } from './user-events/stream.ts';

export interface AppDependencies {
  database: Database;
  pubsub: PubSub;
  /** Directory of the built user interface. Without it, only the API and the pages are served. */
  uiDirectory?: string;
  /** Destination of log lines. @default stdout */
  logStream?: { write(line: string): void };
  /** Off if undefined. */
  tracing?: Tracing | undefined;
  /** Options of the user-event feed. */
  userEvents?: UserEventsOptions;
  /** Pauses while a livestream is switched to another destination. @default Zoom's */
  switchTimings?: Partial<SwitchTimings>;
  /** Called before any route is registered, to collect the route schemas for openapi.json. */
  describe?: (app: FastifyInstance) => Promise<void>;
}

declare module 'fastify' {
  interface FastifyInstance {
    readiness: Readiness;
  }
}

/** What a browser requests first. Their schemas are compiled before the process is ready. */
const FIRST_ROUTES = ['/api/me', '/api/meetings', '/api/meetings/:id/livestream'];

/** Builds the whole application on these resources. The caller closes the resources. */
export async function buildApp(config: Config, dependencies: AppDependencies): Promise<FastifyInstance> {
  const { database, pubsub, uiDirectory, logStream, userEvents, switchTimings, tracing } = dependencies;
  const { publicUrl, secureCookies: https } = config;
  const pipelining = createPipelining();
  const schemas = createSchemaCompilers();
  const app = Fastify({
    ...serverLimits,
    genReqId: requestIdOf,
    ...(tracing === undefined ? { childLoggerFactory: requestLogger } : {}),
    logger: { ...loggerOptions(config.logLevel), ...(logStream && { stream: logStream }) },
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: trustProxyOption(config.trustProxy),
    serverFactory: createHttpServer(pipelining, securityHeaders({ https })),
    clientErrorHandler: respondToUnreadable(securityHeaders({ https }), pipelining),
    rewriteUrl: ({ url }) => decodable(url ?? '/'),
    // The schemas are part of the code, and a test checks them: for that at the start, Ajv would
    // have to compile the schema of schemas.
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false, validateSchema: false, formats } },
    schemaController: {
      compilersFactory: { buildValidator: schemas.buildValidator, buildSerializer: schemas.buildSerializer },
    },
  });
  const metrics = createMetrics({ version: packageVersion() });
  const uplink = createUplink({
    ...{ config, database, pubsub, metrics, log: app.log, userEvents, switchTimings, tracing },
  });
  const shutdown = createShutdown({ log: app.log });
  app.addHook('onClose', () =>
    shutdown.wait({
      waitingFor: 'token refreshes and values to store',
      work: uplink.close(),
      deadline: shutdownDeadlines.stores,
    }),
  );
  app.decorate(
    'readiness',
    createReadiness({ database, pubsub, keyRing: uplink.keyRing, deployment: config, log: app.log, warmUp }),
  );
  const reconnectUrl = `${publicUrl}/install`;
  await dependencies.describe?.(app);

  // Accept JSON request bodies only.
  app.removeContentTypeParser('text/plain');
  await app.register(waitBudgetPlugin);
  await app.register(httpHardeningPlugin);
  await app.register(shutdownPlugin, { shutdown, pipelining });
  await app.register(securityHeadersPlugin, { https });
  await app.register(requestIdPlugin);
  if (tracing !== undefined) await app.register(tracingPlugin, { tracing });
  await app.register(requestLogPlugin, { metrics, hashUser: uplink.hashUser });
  await app.register(errorHandlerPlugin, { reconnectUrl });
  await app.register(requestFramingPlugin);
  if (config.stagingCopy) await app.register(stagingCopyPlugin);

  await app.register(cookie);
  await app.register(readinessGatePlugin, { readiness: app.readiness });
  await app.register(rateLimitsPlugin, config.rateLimit);
  await app.register(authenticationPlugin, { sessions: uplink.sessions, publicUrl, https });
  await app.register(zoomOAuthPlugin, {
    ...config.zoom,
    redirectUri: `${publicUrl}/oauth/callback`,
    observer: uplink.observer,
  });

  await app.register(jobsPlugin, {
    url: database.directUrl,
    handlers: uplink.jobs,
    observe: uplink.observeJob,
    readiness: app.readiness,
    runsJobs: !config.stagingCopy,
    shutdown,
  });
  await app.register(metricsPlugin, { metrics, host: config.metricsHost, port: config.metricsPort });

  await app.register(healthRoutes, {
    readiness: app.readiness,
    proof: createDeploymentProof(config.sessionSecret.reveal()),
  });
  const { stagingCopy } = config;
  const { oauthUrl: issuer } = config.zoom;
  await app.register(installRoutes, { ...uplink, publicUrl, https, issuer, stagingCopy });
  await app.register(logoutRoutes, uplink);
  await app.register(webhookRoutes, uplink);
  await app.register(apiRoutes, {
    ...uplink,
    publicUrl,
    reconnectUrl,
    livestreamFreshSeconds: config.livestreamFreshSeconds,
    prefix: '/api',
  });
  await app.register(calendarFeedRoutes, uplink);
  await app.register(pageRoutes, { publicUrl, operator: config.operator });
  await app.register(securityTxtRoutes, { publicUrl, contact: config.operator.contact });
  await app.register(docsRoutes);
  if (uiDirectory !== undefined) {
    await app.register(uiRoutes, { directory: uiDirectory, stagingCopy });
    await app.register(panelRoutes, { ...uplink, ...config.zoom, directory: uiDirectory, stagingCopy });
  }
  await app.register(notFoundRoutes);
  await app.register(lateWarmUpPlugin, { schemas, warmDatabase: () => warm(database) });
  return app;

  async function warmUp(): Promise<void> {
    schemas.compileRoutes(FIRST_ROUTES);
    await uplink.warmUp();
  }
}
