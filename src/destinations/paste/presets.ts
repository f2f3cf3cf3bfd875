import type { KnownService } from '../../service-hosts.ts';

/** Facts about a streaming service. */
export interface PresetFacts {
  /** Ingest URLs that are the same for all users, encrypted ones first; without a key. */
  streamUrls?: readonly string[];
  /** Example of an ingest URL, for services with a different URL for each account. */
  example?: string;
  /** Number of path segments before the key; omitted if unknown. */
  appSegments?: number;
  /** Form of this service's keys. */
  key?: RegExp;
  /** Whether no other service has keys of this form. */
  keyIsDistinctive?: boolean;
  /** Form of this service's watch pages. */
  page?: RegExp;
  /** Menus and headings that lead to the key, with the service's English labels. */
  keyPath: readonly string[];
  /** The service's page that shows the key. */
  keyUrl?: string;
  /** Maximum video bit rate in kilobits per second, if documented. */
  maxVideoKbps?: number;
  /** Whether it forwards the stream to other services, so that the watch page is elsewhere. */
  forwards?: true;
}

const UUID = /^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$/;

/** From the services' help pages and settings. */
export const PRESETS: Readonly<Record<KnownService, PresetFacts>> = {
  youtube: {
    streamUrls: ['rtmps://a.rtmps.youtube.com/live2', 'rtmp://a.rtmp.youtube.com/live2'],
    appSegments: 1,
    // Without letters that look like digits.
    key: /^[0-9a-hjkmnp-z]{4}(-[0-9a-hjkmnp-z]{4}){3,4}$/,
    keyIsDistinctive: true,
    page: /^https?:\/\/([a-z]+\.)?(youtube\.com|youtu\.be)(\/|$)/i,
    keyPath: ['YouTube Studio', 'Create', 'Go live', 'Stream', 'Stream settings'],
    keyUrl: 'https://www.youtube.com/live_dashboard',
    maxVideoKbps: 51_000,
  },
  twitch: {
    streamUrls: ['rtmps://ingest.global-contribute.live-video.net:443/app', 'rtmp://live.twitch.tv/app'],
    appSegments: 1,
    key: /^live_[0-9]{4,12}_[A-Za-z0-9]{20,40}(\?bandwidthtest=true)?$/,
    keyIsDistinctive: true,
    page: /^https?:\/\/([a-z]+\.)?twitch\.tv(\/|$)/i,
    keyPath: ['Creator Dashboard', 'Settings', 'Stream'],
    keyUrl: 'https://dashboard.twitch.tv/settings/stream',
    maxVideoKbps: 6000,
  },
  facebook: {
    streamUrls: ['rtmps://live-api-s.facebook.com:443/rtmp'],
    appSegments: 1,
    key: /^(FB-)?[0-9]{1,20}-[0-9]{1,4}-[A-Za-z0-9_-]{3,40}(\?[A-Za-z0-9_=&.%~+-]{1,300})?$/,
    keyIsDistinctive: true,
    page: /^https?:\/\/([a-z-]+\.)?(facebook\.com|fb\.watch|fb\.com)(\/|$)/i,
    keyPath: ['Live Producer', 'Streaming software'],
    keyUrl: 'https://www.facebook.com/live/producer',
    maxVideoKbps: 9000,
  },
  vimeo: {
    streamUrls: ['rtmps://rtmp-global.cloud.vimeo.com/live', 'rtmp://rtmp-global.cloud.vimeo.com/live'],
    appSegments: 1,
    key: UUID,
    page: /^https?:\/\/([a-z]+\.)?vimeo\.com(\/|$)/i,
    keyPath: ['Live event', 'Stream with an encoder'],
    keyUrl: 'https://vimeo.com/manage/events',
    maxVideoKbps: 20_000,
  },
  restream: {
    streamUrls: ['rtmp://live.restream.io/live'],
    appSegments: 1,
    key: /^re_[0-9]{3,12}_[A-Za-z0-9_]{6,60}$/,
    keyIsDistinctive: true,
    keyPath: ['Streaming setup', 'RTMP settings'],
    keyUrl: 'https://restream.io/settings/streaming-setup',
    forwards: true,
  },
  instagram: {
    streamUrls: ['rtmps://live-upload.instagram.com:443/rtmp'],
    appSegments: 1,
    key: /^(IG-)?[0-9]{5,20}(-[0-9]{1,4}-[A-Za-z0-9_-]{3,40})?\?[A-Za-z0-9_=&.%~+-]{1,300}$/,
    keyIsDistinctive: true,
    page: /^https?:\/\/([a-z]+\.)?instagram\.com(\/|$)/i,
    keyPath: ['Instagram on the web', 'Add post', 'Live'],
    keyUrl: 'https://www.instagram.com/',
  },
  linkedin: {
    example: 'rtmps://ingest.live.linkedin.com:443/live',
    page: /^https?:\/\/([a-z]+\.)?linkedin\.com(\/|$)/i,
    keyPath: ['Event', 'Stream using custom streaming tool (RTMP)'],
    keyUrl: 'https://www.linkedin.com/video/golive/now/',
    maxVideoKbps: 6000,
  },
  x: {
    example: 'rtmps://va.pscp.tv:443/x',
    appSegments: 1,
    key: /^[a-z0-9]{10,16}$/,
    page: /^https?:\/\/([a-z]+\.)?(x\.com|twitter\.com)(\/|$)/i,
    keyPath: ['Media Studio', 'Producer', 'Sources'],
    keyUrl: 'https://studio.x.com/producer/sources',
    maxVideoKbps: 12_000,
  },
  tiktok: {
    example: 'rtmp://push-rtmp-l1-gb.tiktokcdn.com/game',
    appSegments: 1,
    key: /^stream-[0-9]{6,24}\?[A-Za-z0-9_=&.%~+-]{5,300}$/,
    keyIsDistinctive: true,
    page: /^https?:\/\/([a-z]+\.)?tiktok\.com(\/|$)/i,
    keyPath: ['LIVE Producer', 'Stream key'],
    keyUrl: 'https://livecenter.tiktok.com/producer',
    maxVideoKbps: 6000,
  },
  kick: {
    streamUrls: ['rtmps://fa723fc1b171.global-contribute.live-video.net:443/app'],
    appSegments: 1,
    key: /^sk_[a-z]{2}-[a-z]{4,9}-[0-9]_[A-Za-z0-9_-]{10,80}$/,
    page: /^https?:\/\/([a-z]+\.)?kick\.com(\/|$)/i,
    keyPath: ['Creator Dashboard', 'Settings', 'Stream URL & Key'],
    keyUrl: 'https://kick.com/dashboard/settings/stream',
    maxVideoKbps: 8000,
  },
  trovo: {
    streamUrls: ['rtmp://livepush.trovo.live/live'],
    appSegments: 1,
    page: /^https?:\/\/([a-z]+\.)?trovo\.live(\/|$)/i,
    keyPath: ['Creator Studio', 'My Streams'],
    keyUrl: 'https://studio.trovo.live/mychannel/stream',
    maxVideoKbps: 9000,
  },
  rumble: {
    streamUrls: ['rtmp://rtmp.rumble.com/live'],
    appSegments: 1,
    key: /^r-[A-Za-z0-9-]{5,60}$/,
    page: /^https?:\/\/([a-z]+\.)?rumble\.com(\/|$)/i,
    keyPath: ['Go Live', 'Streamer Configuration'],
    keyUrl: 'https://rumble.com/account/live-streaming',
  },
  telegram: {
    example: 'rtmps://dc4-1.rtmp.t.me/s',
    appSegments: 1,
    key: /^[0-9]{6,14}:[A-Za-z0-9_-]{10,40}$/,
    keyIsDistinctive: true,
    page: /^https?:\/\/([a-z]+\.)?(t\.me|telegram\.(me|org))(\/|$)/i,
    keyPath: ['Channel', 'Live stream', 'Stream with…'],
    keyUrl: 'https://telegram.org/',
  },
  streamyard: {
    example: 'rtmps://rtmp-ingest.streamyard.com/live',
    appSegments: 1,
    page: /^https?:\/\/([a-z]+\.)?streamyard\.com\/watch(\/|$)/i,
    keyPath: ['Studio', 'Add source', 'RTMP'],
    keyUrl: 'https://streamyard.com/',
    forwards: true,
  },
  castr: {
    example: 'rtmp://live.castr.io/static',
    appSegments: 1,
    key: /^(live|lv)_[0-9a-z]{16,60}\?password=[0-9a-z]{4,40}$/,
    keyIsDistinctive: true,
    keyPath: ['Live stream', 'Source', 'RTMP'],
    keyUrl: 'https://app.castr.com/',
    forwards: true,
  },
  dacast: {
    example: 'rtmp://p.ep123456.i.akamaientrypoint.net/EntryPoint',
    appSegments: 1,
    keyPath: ['Live stream', 'Encoder setup'],
    keyUrl: 'https://app.dacast.com/',
  },
  boxcast: {
    example: 'rtmp://rtmp.boxcast.com/live',
    appSegments: 1,
    page: /^https?:\/\/([a-z]+\.)?boxcast\.tv(\/|$)/i,
    keyPath: ['Sources', 'RTMP'],
    keyUrl: 'https://dashboard.boxcast.com/',
    forwards: true,
  },
  wowza: {
    example: 'rtmp://12ab34.entrypoint.video.wowza.com/app-4f3c2b1a',
    appSegments: 1,
    keyPath: ['Live Streams', 'Overview', 'Source Connection Information'],
    keyUrl: 'https://video.wowza.com/',
  },
  mux: {
    streamUrls: ['rtmps://global-live.mux.com:443/app', 'rtmp://global-live.mux.com:5222/app'],
    appSegments: 1,
    key: UUID,
    keyPath: ['Live Streams', 'Stream key'],
    keyUrl: 'https://dashboard.mux.com/',
  },
  cloudflare: {
    streamUrls: ['rtmps://live.cloudflare.com:443/live'],
    appSegments: 1,
    key: /^[0-9a-f]{16,64}k[0-9a-f]{16,64}$/,
    keyIsDistinctive: true,
    keyPath: ['Stream', 'Live inputs', 'Connection details'],
    keyUrl: 'https://dash.cloudflare.com/',
    maxVideoKbps: 12_000,
  },
  amazon_ivs: {
    example: 'rtmps://a1b2c3d4e5f6.global-contribute.live-video.net:443/app',
    appSegments: 1,
    key: /^sk_[a-z]{2}-[a-z]{4,9}-[0-9]_[A-Za-z0-9_-]{10,80}$/,
    keyPath: ['Channel', 'Stream configuration'],
    keyUrl: 'https://console.aws.amazon.com/ivs/',
    maxVideoKbps: 8500,
  },
  azure: {
    example: 'rtmps://events-contoso-euwe.channel.media.azure.net:2935/live/0f3a9c5b7d1e4f60a1b2c3d4e5f60718',
    appSegments: 2,
    keyPath: ['Live event', 'Input URL'],
    keyUrl: 'https://portal.azure.com/',
  },
  kaltura: {
    example: 'rtmp://1_ab12cd34.p.kpublish.kaltura.com:1935/kLive?t=6c1ac379',
    appSegments: 1,
    key: /^[01]_[a-z0-9]{8}_([0-9]{1,3}|%i)$/,
    keyIsDistinctive: true,
    keyPath: ['Live stream entry', 'Live Stream Connection Details'],
    keyUrl: 'https://kmc.kaltura.com/',
  },
  panopto: {
    example: 'rtmps://rtmp-ingest.eu.panopto.com:443/live',
    appSegments: 1,
    page: /^https?:\/\/([a-z0-9-]+\.)*panopto\.(com|eu)(\/|$)/i,
    keyPath: ['Create', 'Webcast', 'Stream via RTMP'],
    keyUrl: 'https://www.panopto.com/',
  },
  brightcove: {
    example: 'rtmp://ep6-usw2.bcovlive.io:1935/6f1c2f3d4e5a46b7a8c9d0e1f2a3b4c5',
    appSegments: 1,
    keyPath: ['Live', 'Create event', 'RTMP URL and stream name'],
    keyUrl: 'https://studio.brightcove.com/',
  },
  ibm: {
    example: 'rtmp://1.12345678.fme.ustream.tv/ustreamVideo/12345678',
    appSegments: 2,
    page: /^https?:\/\/([a-z]+\.)?(video\.ibm\.com|ustream\.tv)(\/|$)/i,
    keyPath: ['Channel', 'Broadcast settings', 'Encoder settings'],
    keyUrl: 'https://video.ibm.com/dashboard',
  },
  niconico: {
    example: 'rtmp://aliveorigin.dmc.nico/named_input',
    // One host has the application in one segment, the other in two.
    page: /^https?:\/\/([a-z0-9]+\.)?nicovideo\.jp(\/|$)/i,
    keyPath: ['番組', '配信', 'ストリームキー'],
    keyUrl: 'https://live.nicovideo.jp/',
    maxVideoKbps: 6000,
  },
  bilibili: {
    example: 'rtmp://live-push.bilivideo.com/live-bvc',
    appSegments: 1,
    key: /^\?streamname=live_[0-9]{3,15}_[0-9]{3,15}&key=[0-9a-f]{16,64}([&=a-z0-9_]{0,60})?$/,
    keyIsDistinctive: true,
    page: /^https?:\/\/([a-z]+\.)?bilibili\.com(\/|$)/i,
    keyPath: ['直播中心', '我的直播间', '开播设置'],
    keyUrl: 'https://link.bilibili.com/',
  },
  millicast: {
    example: 'rtmps://live-rtmp-pub.millicast.com:443/v2/pub',
    appSegments: 2,
    key: /^[A-Za-z0-9]{4,40}\?token=[0-9a-f]{20,128}$/,
    keyIsDistinctive: true,
    keyPath: ['Live Broadcast', 'Manage', 'Publishing', 'RTMP publish stream name'],
    keyUrl: 'https://dash.millicast.com/',
  },
  api_video: {
    streamUrls: ['rtmps://broadcast.api.video:1936/s', 'rtmp://broadcast.api.video/s'],
    appSegments: 1,
    key: UUID,
    keyPath: ['Live streams', 'Stream key'],
    keyUrl: 'https://dashboard.api.video/',
  },
  dailymotion: {
    example: 'rtmp://publish.dailymotion.com/publish-dm',
    appSegments: 1,
    page: /^https?:\/\/([a-z]+\.)?(dailymotion\.com|dai\.ly)(\/|$)/i,
    keyPath: ['Studio', 'Live', 'Stream settings'],
    keyUrl: 'https://www.dailymotion.com/partner/',
  },
  owncast: {
    example: 'rtmp://stream.example.org/live',
    keyPath: ['Admin', 'Configuration', 'Server Setup', 'Stream Keys'],
    keyUrl: 'https://owncast.online/docs/',
  },
  peertube: {
    example: 'rtmp://peertube.example.org:1935/live',
    keyPath: ['Publish', 'Go live', 'Live stream key'],
    keyUrl: 'https://docs.joinpeertube.org/',
  },
  mediamtx: {
    example: 'rtmp://media.example.org:1935/app',
    keyPath: ['mediamtx.yml', 'paths'],
    keyUrl: 'https://mediamtx.org/docs/',
  },
  srs: {
    example: 'rtmp://srs.example.org/live',
    keyPath: ['Console', 'Streaming', 'OBS'],
    keyUrl: 'https://ossrs.io/',
  },
};
