import { populate } from '../../tools/population/population.ts';
import { startApp, type Test } from '../helpers/app.ts';
import { createTestDatabase } from '../helpers/database.ts';
import { onServer } from '../helpers/database-template.ts';
import { collectPlans, reportPlans } from './capture.ts';
import { type Sent, useEverything } from './journey.ts';
import { type JudgedStatement, judge } from './judge.ts';

/**
 * Runs the app on a database with this many other installations, uses every feature, and judges
 * the query plan of each statement that it executed.
 */
export async function executedStatements(
  t: Test,
  installations: number,
): Promise<{ statements: JudgedStatement[]; sent: Sent[] }> {
  const { url: databaseUrl } = await createTestDatabase(t);
  await onServer(databaseUrl, (client) => populate(client, installations));
  await reportPlans(databaseUrl);
  const uplink = await startApp(t, {
    databaseUrl,
    env: { RATE_LIMIT_USER_PER_MINUTE: '1000000' },
    switchTimings: { startIntervalSeconds: 0, retryAfterSeconds: 0.1 },
  });
  const executed = collectPlans(uplink.database.pool);
  const sent = await useEverything(t, uplink);
  return { statements: judge(executed), sent };
}
