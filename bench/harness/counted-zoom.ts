import type { Bench } from './bench.ts';
import type { Host } from './installations.ts';
import { startWorker } from './worker.ts';
import type { ApiCall, ZoomJob, ZoomResponse } from './zoom-process.ts';

/** The simulated Zoom in its own process, which adds hosts on demand and counts requests. */
export interface CountedZoom {
  /** The value for ZOOM_OAUTH_URL. */
  oauthUrl: string;
  /** The value for ZOOM_API_URL. */
  apiUrl: string;
  /** New hosts who have added the app, with tokens that are good for an hour. */
  addHosts(count: number, meetingsEach: number): Promise<Host[]>;
  /** Ends this user's access token; the refresh token works. */
  expire(userId: string): Promise<void>;
  /** Has every call of the API take this much longer from now on. */
  delayResponses(ms: number): Promise<void>;
  /** From now on, the account rejects more calls of this label per second. */
  limitLight(perSecond: number): Promise<void>;
  /** The API calls since the last use of this method or of {@link requested}, oldest first. */
  calls(): Promise<ApiCall[]>;
  /** The number of requests since the last use of this method. */
  requested(): Promise<{ refreshes: number; apiCalls: number }>;
}

/** @param refreshMillis how long Zoom takes for every refresh */
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
