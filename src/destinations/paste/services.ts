import { type KnownService, SERVICE_HOSTS, serviceOfHost } from '../../service-hosts.ts';
import { addressHost, addressParts } from '../stream-url.ts';
import { PRESETS, type PresetFacts } from './presets.ts';

export type Service = KnownService | 'custom';

/** Known streaming services; `custom` is any other. */
export const SERVICES: readonly Service[] = [...SERVICE_HOSTS.map(({ service }) => service), 'custom'];

export interface ServicePreset extends PresetFacts {
  service: Service;
  name: string;
  streamUrls: readonly string[];
  /** For the host: how to find the key in the service. */
  keyHelp: string;
}

/** More helpful than the menu path alone. */
const KEY_HELP: Partial<Record<Service, string>> = {
  youtube: 'YouTube Studio › Create › Go live › Stream. Copy the key from Stream settings.',
  twitch: 'Twitch Creator Dashboard › Settings › Stream. Copy the primary stream key.',
  facebook:
    'Facebook Live Producer › Streaming software. Copy the stream key; turn on Persistent stream key to reuse it.',
  vimeo: 'Open the live event in Vimeo and choose to stream with an encoder. Copy the stream key.',
  restream: 'Restream › Streaming setup. Copy the stream key from RTMP settings.',
};

const CUSTOM: ServicePreset = {
  service: 'custom',
  name: 'Another service',
  streamUrls: [],
  keyPath: [],
  keyHelp: 'Get the stream URL and key from your streaming provider.',
};

export const presets: readonly ServicePreset[] = [...SERVICE_HOSTS.map(presetOfEntry), CUSTOM];

const BY_SERVICE = new Map(presets.map((preset) => [preset.service, preset]));

function presetOfEntry({ service, name }: (typeof SERVICE_HOSTS)[number]): ServicePreset {
  const facts = PRESETS[service];
  const keyHelp = KEY_HELP[service] ?? `${[name, ...facts.keyPath].join(' › ')}.`;
  return { ...facts, service, name, streamUrls: facts.streamUrls ?? [], keyHelp };
}

export function presetNamed(service: Service): ServicePreset {
  return BY_SERVICE.get(service) ?? CUSTOM;
}

/**
 * The service that receives a stream at this URL. If several services share the host, the key
 * determines the service.
 */
export function presetOf(streamUrl: string, streamKey = ''): ServicePreset {
  const preset = presetNamed(serviceOfHost(addressHost(streamUrl))?.service ?? 'custom');
  if (streamKey === '' || preset.key?.test(streamKey)) return preset;
  const sharing = SHARED_HOSTS.find((group) => group.includes(preset.service)) ?? [];
  const other = sharing.find((service) => presetNamed(service).key?.test(streamKey));
  return other === undefined ? preset : presetNamed(other);
}

/** Services whose streams can arrive at the same host. */
const SHARED_HOSTS: readonly (readonly Service[])[] = [
  ['facebook', 'instagram'],
  ['twitch', 'amazon_ivs'],
];

export function serviceOf(streamUrl: string, streamKey = ''): Service {
  return presetOf(streamUrl, streamKey).service;
}

/** The known service whose keys have this distinctive form. */
export function serviceOfKey(streamKey: string): ServicePreset | undefined {
  return presets.find(({ key, keyIsDistinctive }) => keyIsDistinctive && key?.test(streamKey));
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether a text has the distinctive form of a key. */
export function isKnownKey(text: string): boolean {
  return UUID.test(text) || serviceOfKey(text) !== undefined;
}

/** The service that this watch page belongs to. */
export function serviceOfPage(pageUrl: string): ServicePreset | undefined {
  return presets.find(({ page }) => page?.test(pageUrl));
}

/**
 * The service's encrypted equivalent of an unencrypted stream URL, if there is one. Only for URLs
 * that are the same for all users, because equivalents of other paths are unknown.
 */
export function secureAddress(streamUrl: string): string | undefined {
  const { service, streamUrls } = presetOf(streamUrl);
  const { scheme, authority, path, query } = addressParts(streamUrl);
  const apps = streamUrls.map((url) => addressParts(url).path);
  if (scheme !== 'rtmp' || !apps.includes(path.replace(/\/$/, ''))) return undefined;
  // YouTube's backup ingest has its own encrypted equivalent.
  const [, letter] = /^([a-z])\.rtmp\.youtube\.com(?::1935)?$/i.exec(authority) ?? [];
  if (service === 'youtube' && letter !== undefined)
    return `rtmps://${letter}.rtmps.youtube.com${path}${query}`;
  return query === '' ? streamUrls.find((url) => url.startsWith('rtmps:')) : undefined;
}
