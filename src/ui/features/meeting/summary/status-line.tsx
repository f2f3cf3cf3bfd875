import { stateOf } from '../../../api/meeting-cache.ts';
import type { Kind, Livestream } from '../../../api/types.ts';
import { strings } from '../../../i18n/index.ts';
import { destinationName } from '../../../lib/destination.ts';
import { nameOfDestination, useDestinationNames } from '../../../state/destination-names.ts';
import { overallResultOf } from '../readiness/overall-result.ts';
import type { ReadinessState } from '../readiness/use-readiness.ts';

type StatusLineProps = { kind: Kind; livestream: Livestream; readiness: ReadinessState };

/** Where the meeting streams, and whether it is ready, in one line. */
export function StatusLine({ kind, livestream, readiness }: StatusLineProps) {
  useDestinationNames(livestream.destination_id);
  const result = readiness.failure ? null : readiness.report;
  const isLive = stateOf(kind, livestream.meeting_id).value.live.status === 'live';
  const service = destinationName(livestream.stream_url);
  const name = nameOfDestination(livestream.destination_id);
  return (
    <p class="status-line">
      <span>
        {livestream.configured ? <strong>{name ?? service}</strong> : strings.meeting.nothing}
        {livestream.configured && name !== undefined && name !== service && (
          <span class="muted"> · {service}</span>
        )}
      </span>
      {!(isLive && result?.ready) && (
        <a class={result ? classOf(result.ready) : undefined} href="#preflight-title">
          {result ? overallResultOf(result.checks) : strings.preflight.title}
        </a>
      )}
    </p>
  );
}

function classOf(isReady: boolean): string {
  return isReady ? 'overall-result' : 'overall-result overall-result-problem';
}
