import { addressHost, addressParts } from './address.ts';

/** Streaming services that Uplink knows by name; `custom` is every other. */
export const SERVICES = ['youtube', 'twitch', 'facebook', 'vimeo', 'restream', 'custom'] as const;
export type Service = (typeof SERVICES)[number];

export interface ServicePreset {
  service: Service;
  name: string;
  /** Ingest addresses that are public and the same for everybody, the encrypted one first; without a key. */
  streamUrls: readonly string[];
  /** A sentence for the host: where the service shows the key. */
  keyHelp: string;
  /** The service's page for it. */
  keyUrl: string | null;
  /** The one path segment of the service's ingest addresses: what follows is the key. */
  app: string | null;
  /** Hosts of its ingest addresses. */
  hosts: RegExp;
}

export const presets: readonly ServicePreset[] = [
  {
    service: 'youtube',
    name: 'YouTube',
    streamUrls: ['rtmps://a.rtmps.youtube.com/live2', 'rtmp://a.rtmp.youtube.com/live2'],
    keyHelp: 'In YouTube Studio choose Create, Go live, Stream: the stream key stands under Stream settings.',
    keyUrl: 'https://www.youtube.com/live_dashboard',
    app: 'live2',
    hosts: /(^|\.)youtube\.com$/,
  },
  {
    service: 'twitch',
    name: 'Twitch',
    streamUrls: ['rtmps://ingest.global-contribute.live-video.net:443/app', 'rtmp://live.twitch.tv/app'],
    keyHelp: 'In Twitch’s Creator Dashboard open Settings, Stream: copy the primary stream key.',
    keyUrl: 'https://dashboard.twitch.tv/settings/stream',
    app: 'app',
    // Other services ingest below global-contribute.live-video.net too, each under a name of its own.
    hosts: /(^|\.)(twitch\.tv|contribute\.live-video\.net)$|^ingest\.global-contribute\.live-video\.net$/,
  },
  {
    service: 'facebook',
    name: 'Facebook',
    streamUrls: ['rtmps://live-api-s.facebook.com:443/rtmp'],
    keyHelp:
      'In Facebook’s Live Producer choose Streaming software: copy the stream key; switch on Persistent stream key to use it again.',
    keyUrl: 'https://www.facebook.com/live/producer',
    app: 'rtmp',
    hosts: /(^|\.)facebook\.com$/,
  },
  {
    service: 'vimeo',
    name: 'Vimeo',
    streamUrls: ['rtmps://rtmp-global.cloud.vimeo.com/live', 'rtmp://rtmp-global.cloud.vimeo.com/live'],
    keyHelp:
      'In Vimeo open the live event and choose to stream with an encoder: the stream key stands there.',
    keyUrl: 'https://vimeo.com/manage/events',
    app: 'live',
    hosts: /(^|\.)vimeo\.com$/,
  },
  {
    service: 'restream',
    name: 'Restream',
    streamUrls: ['rtmp://live.restream.io/live'],
    keyHelp: 'In Restream open Streaming setup: the stream key stands under RTMP settings.',
    keyUrl: 'https://restream.io/settings/streaming-setup',
    app: 'live',
    hosts: /(^|\.)restream\.io$/,
  },
  {
    service: 'custom',
    name: 'Another service',
    streamUrls: [],
    keyHelp: 'Whoever runs the service gives you its stream address and stream key.',
    keyUrl: null,
    app: null,
    hosts: /(?:)/,
  },
];

const CUSTOM = presets[presets.length - 1] as ServicePreset;

/** The service that a stream address belongs to, told from its host. */
export function presetOf(streamUrl: string): ServicePreset {
  const host = addressHost(streamUrl);
  return (host !== '' && presets.find(({ hosts }) => hosts.test(host))) || CUSTOM;
}

export function serviceOf(streamUrl: string): Service {
  return presetOf(streamUrl).service;
}

/**
 * The encrypted address that takes what this unencrypted one takes, where the service has one. Only for the address that
 * the service gives everybody: of any other path nothing is known.
 */
export function secureAddress(streamUrl: string): string | undefined {
  const { service, streamUrls, app } = presetOf(streamUrl);
  const { scheme, authority, path, query } = addressParts(streamUrl);
  if (scheme !== 'rtmp' || app === null || path.replace(/\/$/, '') !== `/${app}`) return undefined;
  // YouTube's backup ingest has an encrypted twin of its own.
  const [, letter] = /^([a-z])\.rtmp\.youtube\.com(?::1935)?$/i.exec(authority) ?? [];
  if (service === 'youtube' && letter !== undefined)
    return `rtmps://${letter}.rtmps.youtube.com${path}${query}`;
  return query === '' ? streamUrls.find((url) => url.startsWith('rtmps:')) : undefined;
}
