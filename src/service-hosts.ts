/** A streaming service with the hosts that receive its streams. */
export interface ServiceHosts {
  service: string;
  /** The service's own spelling, the same in every language. */
  name: string;
  /** Domains, including their subdomains. Empty for self-hosted software. */
  hosts: readonly string[];
}

/**
 * The streaming services that Uplink knows by name. The first entry whose domain matches wins, so
 * an entry with a more specific domain comes first. Several services share a domain: their stream
 * keys decide.
 */
export const SERVICE_HOSTS = [
  { service: 'youtube', name: 'YouTube', hosts: ['youtube.com'] },
  {
    service: 'twitch',
    name: 'Twitch',
    // Other services use subdomains of global-contribute.live-video.net too.
    hosts: ['twitch.tv', 'contribute.live-video.net', 'ingest.global-contribute.live-video.net'],
  },
  { service: 'facebook', name: 'Facebook', hosts: ['facebook.com', 'fbcdn.net'] },
  { service: 'vimeo', name: 'Vimeo', hosts: ['vimeo.com'] },
  { service: 'restream', name: 'Restream', hosts: ['restream.io'] },
  { service: 'instagram', name: 'Instagram', hosts: ['instagram.com'] },
  { service: 'linkedin', name: 'LinkedIn Live', hosts: ['linkedin.com', 'licdn.com'] },
  { service: 'x', name: 'X', hosts: ['pscp.tv', 'x.com', 'twitter.com', 'periscope.tv'] },
  {
    service: 'tiktok',
    name: 'TikTok',
    hosts: ['tiktokcdn.com', 'tiktokcdn-us.com', 'tiktokcdn-eu.com', 'tiktok.com'],
  },
  {
    service: 'kick',
    name: 'Kick',
    hosts: ['fa723fc1b171.global-contribute.live-video.net', 'kick.com'],
  },
  { service: 'trovo', name: 'Trovo', hosts: ['trovo.live'] },
  { service: 'rumble', name: 'Rumble', hosts: ['rumble.com'] },
  { service: 'telegram', name: 'Telegram', hosts: ['rtmp.t.me', 't.me', 'telegram.org'] },
  { service: 'streamyard', name: 'StreamYard', hosts: ['streamyard.com'] },
  { service: 'castr', name: 'Castr', hosts: ['castr.io', 'castr.com'] },
  { service: 'dacast', name: 'Dacast', hosts: ['dacast.com', 'dacast.net', 'akamaientrypoint.net'] },
  { service: 'boxcast', name: 'BoxCast', hosts: ['boxcast.com', 'boxcast.tv'] },
  { service: 'wowza', name: 'Wowza', hosts: ['wowza.com'] },
  { service: 'mux', name: 'Mux', hosts: ['mux.com'] },
  {
    service: 'cloudflare',
    name: 'Cloudflare Stream',
    hosts: ['live.cloudflare.com', 'cloudflarestream.com', 'cloudflare.com'],
  },
  {
    service: 'amazon_ivs',
    name: 'Amazon IVS',
    hosts: ['global-contribute.live-video.net', 'global-bm.whip.live-video.net'],
  },
  { service: 'azure', name: 'Azure Media Services', hosts: ['channel.media.azure.net'] },
  { service: 'kaltura', name: 'Kaltura', hosts: ['kaltura.com'] },
  { service: 'panopto', name: 'Panopto', hosts: ['panopto.com', 'panopto.eu'] },
  { service: 'brightcove', name: 'Brightcove', hosts: ['bcovlive.io', 'brightcove.com'] },
  { service: 'ibm', name: 'IBM Video Streaming', hosts: ['ustream.tv', 'video.ibm.com'] },
  { service: 'niconico', name: 'niconico', hosts: ['nicovideo.jp', 'dmc.nico', 'nimg.jp'] },
  {
    service: 'bilibili',
    name: 'Bilibili',
    hosts: ['bilivideo.com', 'bilivideo.cn', 'bilibili.com', 'acgvideo.com'],
  },
  { service: 'millicast', name: 'Millicast', hosts: ['millicast.com'] },
  { service: 'api_video', name: 'api.video', hosts: ['api.video'] },
  { service: 'dailymotion', name: 'Dailymotion', hosts: ['dailymotion.com'] },
  { service: 'owncast', name: 'Owncast', hosts: [] },
  { service: 'peertube', name: 'PeerTube', hosts: [] },
  { service: 'mediamtx', name: 'MediaMTX', hosts: [] },
  { service: 'srs', name: 'SRS', hosts: [] },
] as const satisfies readonly ServiceHosts[];

export type KnownService = (typeof SERVICE_HOSTS)[number]['service'];

/**
 * The entry whose domain is this host or a parent of it. The longest matching domain wins.
 * @param host lower case, without port
 */
export function serviceOfHost(host: string): (typeof SERVICE_HOSTS)[number] | undefined {
  let best: { entry: (typeof SERVICE_HOSTS)[number]; length: number } | undefined;
  for (const entry of SERVICE_HOSTS)
    for (const domain of entry.hosts) {
      const isMatch = host === domain || host.endsWith(`.${domain}`);
      if (isMatch && domain.length > (best?.length ?? 0)) best = { entry, length: domain.length };
    }
  return best?.entry;
}
