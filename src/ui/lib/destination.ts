import { type KnownService, serviceOfHost } from '../../service-hosts.ts';

/**
 * The name of the service of a stream URL, else its host, else the text itself. The result is only
 * displayed, because the URL is the user's own text.
 */
export function destinationName(streamUrl: string): string {
  const host = hostOf(streamUrl);
  if (!host) return streamUrl;
  return serviceOfHost(host)?.name ?? host;
}

/** The service of a stream URL, as far as its host shows it. */
export function serviceOfUrl(streamUrl: string): KnownService | 'custom' {
  const host = hostOf(streamUrl);
  return (host && serviceOfHost(host)?.service) || 'custom';
}

function hostOf(streamUrl: string): string | undefined {
  return /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?([^/?#:]+)/i.exec(streamUrl)?.[1]?.toLowerCase();
}

type Used = { last_used_at: string | null };

/** The most recently used destination, else the newest. @param destinations oldest first */
export function lastUsed<Each extends Used>(destinations: readonly Each[]): Each | undefined {
  return destinations.reduce<Each | undefined>(
    (best, each) => (best && timeOf(best) > timeOf(each) ? best : each),
    undefined,
  );
}

function timeOf({ last_used_at }: Used): number {
  return last_used_at === null ? 0 : Date.parse(last_used_at);
}
