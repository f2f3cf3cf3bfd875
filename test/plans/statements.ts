import type { Client } from 'pg';
import { populate, SHARED_ROWS, USER_ROWS } from '../../tools/population/population.ts';
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
  await onServer(databaseUrl, async (client) => {
    await stopAutovacuum(client);
    await populate(client, installations);
    // Without pages that are marked as visible to all, as in use: an index alone can't answer a query.
    await client.query('update installation set user_id = user_id');
    await client.query('analyze installation');
  });
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

/** Otherwise, plans depend on when it runs. */
async function stopAutovacuum(client: Client): Promise<void> {
  for (const table of new Set([...USER_ROWS, ...SHARED_ROWS].map(({ table }) => table)))
    await client.query(`alter table ${table} set (autovacuum_enabled = false)`);
}
