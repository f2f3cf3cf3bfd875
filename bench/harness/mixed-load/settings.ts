import type { LivestreamConfiguration } from '../../../tools/zoom-simulator/simulator.ts';

/** A meeting, and the host who may change it. */
export interface OwnedMeeting {
  userId: string;
  meetingId: string;
}

/** What the API returns of a livestream, as far as its version is recognized by it. */
export interface SeenSettings {
  meeting_id: string;
  stream_url: string;
  stream_key_hint: string;
  page_url: string;
}

/** Settings that name the user, the meeting and the version, so that a response shows whose they are. */
export function settingsOf({ userId, meetingId }: OwnedMeeting, version: number): LivestreamConfiguration {
  return {
    stream_url: `rtmps://ingest.bench.example/live/${version}`,
    stream_key: `not-a-real-key-${meetingId}-${lastDigits(version)}`,
    page_url: `https://www.bench.example/${userId}/${meetingId}/${version}`,
    resolution: '720p',
  };
}

/** The version of these settings; undefined if they are another meeting's or a mixture of versions. */
export function versionOf(owned: OwnedMeeting, seen: SeenSettings): number | undefined {
  const version = versionOfPage(seen.page_url);
  const { stream_url, page_url } = settingsOf(owned, version);
  const isRight =
    seen.meeting_id === owned.meetingId &&
    seen.page_url === page_url &&
    seen.stream_url === stream_url &&
    seen.stream_key_hint === lastDigits(version);
  return isRight ? version : undefined;
}

/** As many as the API shows of a stream key. */
function lastDigits(version: number): string {
  return String(version % 10_000).padStart(4, '0');
}

/** The version in the address of a watch page. */
export function versionOfPage(pageUrl: string): number {
  return Number(pageUrl.split('/').at(-1) || Number.NaN);
}
