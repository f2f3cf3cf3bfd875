import { inspectConfig } from '../../config.ts';
import { Secret } from '../../crypto/secret.ts';
import type { Database } from '../../database/client.ts';
import type { CommandContext } from '../command.ts';
import { type Check, type CheckResult, runChecks } from './check.ts';
import { configurationCheck, operatorCheck, skippedOnCopy, stagingCopyCheck } from './configuration.ts';
import { databaseChecks } from './database.ts';
import { metricsCheck } from './metrics.ts';
import { createProbe, type Probe } from './probe.ts';
import { publicUrlChecks } from './public-url.ts';
import { usageChecks } from './usage.ts';
import { zoomChecks } from './zoom.ts';

type InspectedConfig = ReturnType<typeof inspectConfig>;

/** Three checks can depend on each other, so that all of them end within 30 s. */
const CHECK_TIMEOUT_MS = 8_000;
const TOTAL_TIMEOUT_MS = 26_000;
const CLOSE_TIMEOUT_MS = 1_000;

/** Runs all checks. */
export async function examine(env: CommandContext['env']): Promise<CheckResult[]> {
  const config = inspectConfig(env);
  const { probe, close } = createProbe();
  const { checks, database } = checksOf(config, probe);
  try {
    return await runChecks([configurationCheck(config), ...checks, operatorCheck(config)], {
      invalid: new Set(config.errors.keys()),
      checkTimeoutMs: CHECK_TIMEOUT_MS,
      totalTimeoutMs: TOTAL_TIMEOUT_MS,
    });
  } finally {
    await within(CLOSE_TIMEOUT_MS, Promise.all([close(), database.close()]));
  }
}

/** Checks whose variables are invalid get placeholders: they are skipped. */
function checksOf({ values }: InspectedConfig, probe: Probe): { checks: Check[]; database: Database } {
  const url = values.DATABASE_URL?.reveal() ?? 'postgresql://localhost';
  const directUrl = values.DATABASE_DIRECT_URL?.reveal() ?? url;
  const none = new Secret('');
  const { PUBLIC_URL: publicUrl = '', ZOOM_CLIENT_SECRET: clientSecret = none } = values;
  const { checks, database } = databaseChecks({
    ...{ url, directUrl, keys: values.ENCRYPTION_KEYS ?? [] },
    deployment: { publicUrl, stagingCopy: values.STAGING_COPY ?? false },
  });
  const app = publicUrlChecks({
    probe,
    publicUrl,
    sessionSecret: values.SESSION_SECRET ?? new Secret(Buffer.alloc(0)),
    webhookSecretToken: values.ZOOM_WEBHOOK_SECRET_TOKEN ?? none,
  });
  const { ZOOM_OAUTH_URL: oauthUrl = '', ZOOM_CLIENT_ID: clientId = '' } = values;
  const zoom = zoomChecks({ probe, publicUrl, oauthUrl, clientId, clientSecret });
  const metrics = metricsCheck({ probe, publicUrl, port: values.METRICS_PORT ?? 0 });
  const live = [...zoom, ...usageChecks(database)];
  if (!values.STAGING_COPY) return { checks: [...checks, ...app, metrics, ...live], database };
  const [reachesApp, ...events] = app;
  const reached = reachesApp === undefined ? [] : [reachesApp];
  return {
    checks: [stagingCopyCheck, ...checks, ...reached, metrics, ...skippedOnCopy([...events, ...live])],
    database,
  };
}

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work.catch(() => {}), late]).finally(() => clearTimeout(timer));
}
