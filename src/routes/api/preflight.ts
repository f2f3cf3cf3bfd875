import type { Preflight } from '../../preflight/preflight.ts';
import type { MeetingKind } from '../../zoom/meeting.ts';
import type { TypedApp } from '../typed-app.ts';
import { bypassesCache } from './cache-control.ts';
import { PreflightReport } from './preflight-schemas.ts';
import { MeetingParameters } from './schemas.ts';

export interface PreflightRoutesOptions {
  kind: MeetingKind;
  preflight: Preflight;
}

/** Readiness check of a livestream. */
export async function preflightRoutes(
  app: TypedApp,
  { kind, preflight }: PreflightRoutesOptions,
): Promise<void> {
  const schema = {
    summary: `Check whether the livestream of a ${kind} will work`,
    description:
      'Starts nothing, and never connects to a URL that a host entered. `Cache-Control: no-cache` bypasses the cache.',
    params: MeetingParameters,
    response: { 200: PreflightReport },
  };
  app.get('/:id/preflight', { schema }, async (request) => {
    const meeting = { kind, id: request.params.id };
    const fromZoom = bypassesCache(request);
    const { ready, checks, meeting: details } = await preflight(request.userId, meeting, { fromZoom });
    return {
      ready,
      meeting: details && {
        topic: details.topic,
        start_time: details.startTime,
        duration: details.duration,
        in_progress: details.inProgress,
        ...(details.inProgressSince === null ? {} : { in_progress_since: details.inProgressSince }),
        ...(details.endedAt === null ? {} : { ended_at: details.endedAt }),
        start_url: details.startUrl,
      },
      checks: checks.map(({ fixUrl, ...check }) => ({
        ...check,
        ...(fixUrl === undefined ? {} : { fix_url: fixUrl }),
      })),
    };
  });
}
