import type { LivestreamConfiguration } from '../types.ts';

/**
 * Configurations like those of streaming services. The keys are visibly fake.
 */
export const youtube = (name: string): LivestreamConfiguration => ({
  stream_url: 'rtmp://a.rtmp.youtube.com/live2',
  stream_key: `fake-${name}-0000-1111-2222`,
  page_url: `https://www.youtube.com/@simulated-${name}/live`,
  resolution: '720p',
});

export const twitch = (name: string): LivestreamConfiguration => ({
  stream_url: 'rtmp://live.twitch.tv/app',
  stream_key: `live_000000000_fake_${name}`,
  page_url: `https://www.twitch.tv/simulated_${name}`,
  resolution: '1080p',
});

export const ownServer = (name: string): LivestreamConfiguration => ({
  stream_url: 'rtmps://ingest.northside.example:443/live',
  stream_key: `not-a-real-key-${name}`,
  page_url: `https://www.northside.example/watch/${name}`,
});
