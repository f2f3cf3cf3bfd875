import { eventually } from '../../../test/helpers/eventually.ts';
import type { CountedZoom } from '../counted-zoom.ts';
import type { Cluster } from './cluster.ts';
import type { Period } from './measurements.ts';
import type { MixedLoad } from './mixed-load.ts';
import type { MixedLoadReport } from './process.ts';
import { versionOfPage } from './settings.ts';

/** What is stored at the end, compared with what was acknowledged. */
export interface ComparedState {
  report: MixedLoadReport;
  /** Meetings of which Zoom has another version than the last acknowledged one. */
  lostUpdates: string[];
  /** Webhooks that were accepted, are not processed, and have no job any more. */
  lostWebhooks: number;
  /** Descriptions of webhooks that still wait for a job. */
  waitingWebhooks: string[];
  /** Users who have to connect again. */
  disconnected: number;
}

interface WaitingWebhook {
  key: string;
  event: string;
  attempts: number;
  /** Until the next attempt. */
  seconds: number;
  error: string | null;
}

const PROCESSED_WITHIN_MS = 120_000;

export async function compareState(
  { load, zoom, cluster }: { load: MixedLoad; zoom: CountedZoom; cluster: Cluster },
  periods: Period[],
): Promise<ComparedState> {
  const open = 'select from webhook_event where done_at is null limit 1';
  await eventually(async () => (await cluster.query(open)).length === 0, {
    ...{ withinMs: PROCESSED_WITHIN_MS, everyMs: 100 },
  });
  const done = await cluster.query<{ key: string }>(
    `select encode(body_hash, 'hex') as key from webhook_event where done_at is not null`,
  );
  const waiting = await cluster.query<WaitingWebhook>(
    `select encode(body_hash, 'hex') as key, event, attempts, last_error as error,
            extract(epoch from run_at - now())::int as seconds
     from webhook_event join graphile_worker._private_jobs as jobs
       on jobs.payload::jsonb -> 'keys' ? encode(body_hash, 'hex')
     where done_at is null and attempts < max_attempts`,
  );
  const processed = new Set([...done, ...waiting].map(({ key }) => key));
  const report = await load.report(periods, await storedEvents(cluster));
  const zooms = await zoom.livestreams();
  const lostUpdates = Object.entries(report.versions)
    .map(([id, version]) => ({ id, version, zooms: versionOfPage(zooms[id]?.page_url ?? '') }))
    .filter((meeting) => meeting.zooms !== meeting.version)
    .map(({ id, version, zooms }) => `meeting ${id} has version ${zooms} in Zoom, not ${version}`);
  const disconnected = await cluster.query(`select from installation where status <> 'connected'`);
  return {
    report,
    lostUpdates,
    lostWebhooks: report.acceptedWebhooks.filter((key) => !processed.has(key)).length,
    waitingWebhooks: waiting.map(
      ({ event, attempts, error, seconds }) =>
        `${event} was tried ${attempts} times and is tried again in ${seconds} s: ${error}`,
    ),
    disconnected: disconnected.length,
  };
}

/** IDs by user. */
async function storedEvents(cluster: Cluster): Promise<Record<string, number[]>> {
  const rows = await cluster.query<{ userId: string; ids: number[] }>(
    'select user_id as "userId", array_agg(id::int) as ids from user_event group by user_id',
  );
  return Object.fromEntries(rows.map(({ userId, ids }) => [userId, ids]));
}
