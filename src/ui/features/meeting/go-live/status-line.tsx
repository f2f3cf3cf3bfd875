import type { ComponentChildren } from 'preact';
import { stateOf } from '../../../api/meeting-cache.ts';
import type { Kind, Livestream } from '../../../api/types.ts';
import { strings } from '../../../i18n/index.ts';
import { openChecksOf, overallResultOf } from '../readiness/overall-result.ts';
import type { ReadinessState } from '../readiness/use-readiness.ts';
import { DestinationLabel } from '../summary/destination-label.tsx';

type StatusLineProps = {
  kind: Kind;
  livestream: Livestream;
  readiness: ReadinessState;
  /** The live status. */
  children: ComponentChildren;
};

/** Where the meeting streams, whether it is ready, and whether it is live, in one line. */
export function StatusLine({ kind, livestream, readiness, children }: StatusLineProps) {
  const result = readiness.failure ? null : readiness.report;
  // That nothing is set up yet is said already.
  const isObvious = !livestream.configured && result !== null && openChecksOf(result.checks).length === 0;
  const isLive = stateOf(kind, livestream.meeting_id).value.live.status === 'live';
  return (
    <p class="status-line">
      {livestream.configured ? (
        <DestinationLabel livestream={livestream} iconSize={28} />
      ) : (
        <strong>{strings.meeting.nothing}</strong>
      )}
      {!(isLive && result?.ready) && !isObvious && (
        <a class={result ? classOf(result.ready) : undefined} href="#preflight-title">
          {result ? overallResultOf(result.checks) : strings.preflight.title}
        </a>
      )}
      {children}
    </p>
  );
}

function classOf(isReady: boolean): string {
  return isReady ? 'overall-result' : 'overall-result overall-result-problem';
}
