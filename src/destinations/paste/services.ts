import { type KnownService, SERVICE_HOSTS, serviceOfHost } from '../../service-hosts.ts';
import { addressHost, addressParts } from '../stream-url.ts';
import { PRESETS, type PresetFacts } from './presets.ts';

export type Service = KnownService | 'custom';

/** Streaming services that Uplink knows by name; `custom` is every other one. */
export const SERVICES: readonly Service[] = [...SERVICE_HOSTS.map(({ service }) => service), 'custom'];

export interface ServicePreset extends PresetFacts {
  service: Service;
  name: string;
  streamUrls: readonly string[];
  /** A sentence for the host: where the service shows the key. */
  keyHelp: string;
}

/** Sentences that say more than the names of menus. */
const KEY_HELP: Partial<Record<Service, string>> = {
  youtube: 'In YouTube Studio choose Create, Go live, Stream. The stream key is under Stream settings.',
  twitch: 'In Twitch’s Creator Dashboard open Settings, Stream. Copy the primary stream key.',
  facebook:
    'In Facebook’s Live Producer choose Streaming software. Copy the stream key; turn on Persistent stream key to use it again.',
  vimeo: 'In Vimeo open the live event and choose to stream with an encoder. The stream key is shown there.',
  restream: 'In Restream open Streaming setup. The stream key is under RTMP settings.',
};

const CUSTOM: ServicePreset = {
  service: 'custom',
  name: 'Another service',
  streamUrls: [],
  keyPath: [],
  keyHelp: 'The service’s operator gives you the stream URL and the stream key.',
};

export const presets: readonly ServicePreset[] = [...SERVICE_HOSTS.map(presetOfEntry), CUSTOM];

const BY_SERVICE = new Map(presets.map((preset) => [preset.service, preset]));

function presetOfEntry({ service, name }: (typeof SERVICE_HOSTS)[number]): ServicePreset {
  const facts = PRESETS[service];
  const keyHelp = KEY_HELP[service] ?? `In ${name}: ${facts.keyPath.join(' › ')}.`;
  return { ...facts, service, name, streamUrls: facts.streamUrls ?? [], keyHelp };
}

export function presetNamed(service: Service): ServicePreset {
  return BY_SERVICE.get(service) ?? CUSTOM;
}

/**
 * The service that receives a stream at this URL. Hosts that several services share are told apart by the
 * key, if there is one.
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

/** The services, other than `custom`, that have keys of this form and share it with no other service. */
export function serviceOfKey(streamKey: string): ServicePreset | undefined {
  return presets.find(({ key, keyIsDistinctive }) => keyIsDistinctive && key?.test(streamKey));
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether a text has the form of a key that no ordinary word has. */
export function isKnownKey(text: string): boolean {
  return UUID.test(text) || serviceOfKey(text) !== undefined;
}

/** The service that shows a stream on this page. */
export function serviceOfPage(pageUrl: string): ServicePreset | undefined {
  return presets.find(({ page }) => page?.test(pageUrl));
}

/**
 * The encrypted URL that receives what this unencrypted one receives, if the service has one. Only for the URL that
 * the service gives to everyone: nothing is known of any other path.
 */
export function secureAddress(streamUrl: string): string | undefined {
  const { service, streamUrls } = presetOf(streamUrl);
  const { scheme, authority, path, query } = addressParts(streamUrl);
  const apps = streamUrls.map((url) => addressParts(url).path);
  if (scheme !== 'rtmp' || !apps.includes(path.replace(/\/$/, ''))) return undefined;
  // YouTube's backup ingest has an encrypted twin of its own.
  const [, letter] = /^([a-z])\.rtmp\.youtube\.com(?::1935)?$/i.exec(authority) ?? [];
  if (service === 'youtube' && letter !== undefined)
    return `rtmps://${letter}.rtmps.youtube.com${path}${query}`;
  return query === '' ? streamUrls.find((url) => url.startsWith('rtmps:')) : undefined;
}
