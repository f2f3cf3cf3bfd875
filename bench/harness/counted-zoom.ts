import type { Bench } from './bench.ts';
import type { Host } from './installations.ts';
import { startWorker } from './worker.ts';
import type { ApiCall, Livestreams, ZoomDisturbance, ZoomJob, ZoomResponse } from './zoom-process.ts';

/** The simulated Zoom in its own process, which adds hosts on demand and counts requests. */
export interface CountedZoom {
  /** The value for ZOOM_OAUTH_URL. */
  oauthUrl: string;
  /** The value for ZOOM_API_URL. */
  apiUrl: string;
  /** Adds hosts who have authorized the app, with tokens that are valid for an hour. */
  addHosts(count: number, meetingsEach: number): Promise<Host[]>;
  /** Expires this user's access token. The refresh token remains valid. */
  expire(userId: string): Promise<void>;
  /** Delays every API response by this time from now on. */
  delayResponses(ms: number): Promise<void>;
  /** Disturbs every API call, until {@link delayResponses} is called. */
  disturb(by: ZoomDisturbance): Promise<void>;
  /** Sets what Zoom has of these meetings. */
  configure(livestreams: Livestreams): Promise<void>;
  /** What Zoom has of each meeting. */
  livestreams(): Promise<Livestreams>;
  /** Limits the account to this number of Light calls per second from now on. */
  limitLight(perSecond: number): Promise<void>;
  /** The API calls since the last call of this method or of {@link requested}, oldest first. */
  calls(): Promise<ApiCall[]>;
  /** The number of requests since the last call of this method. */
  requested(): Promise<{ refreshes: number; apiCalls: number }>;
}

/** @param options.refreshMs Zoom's latency per refresh */
export async function openCountedZoom(
  bench: Bench,
  { refreshMs }: { refreshMs: number },
): Promise<CountedZoom> {
  const work = startWorker<ZoomJob, ZoomResponse>(bench, new URL('./zoom-process.ts', import.meta.url));
  const { oauthUrl, apiUrl } = await work({ do: 'open', refreshMs });
  return {
    oauthUrl,
    apiUrl,
    async addHosts(count, meetingsEach) {
      const { hosts } = await work({ do: 'add', hosts: count, meetingsEach });
      return hosts;
    },
    async expire(user) {
      await work({ do: 'expire', user });
    },
    async delayResponses(ms) {
      await work({ do: 'delay', ms });
    },
    async disturb(by) {
      await work({ do: 'disturb', by });
    },
    async configure(livestreams) {
      await work({ do: 'configure', livestreams });
    },
    async livestreams() {
      const { livestreams } = await work({ do: 'livestreams' });
      return livestreams;
    },
    async limitLight(lightPerSecond) {
      await work({ do: 'limit', lightPerSecond });
    },
    async calls() {
      const { calls } = await work({ do: 'calls' });
      return calls;
    },
    async requested() {
      const { refreshes, apiCalls } = await work({ do: 'count' });
      return { refreshes, apiCalls };
    },
  };
}
