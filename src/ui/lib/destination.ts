import { serviceOfHost } from '../../service-hosts.ts';

/**
 * The name of the service behind a stream URL, else its host, else the text itself. The URL is the user's own text
 * and goes nowhere but the screen.
 */
export function destinationName(streamUrl: string): string {
  const host = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?([^/?#:]+)/i.exec(streamUrl)?.[1]?.toLowerCase();
  if (!host) return streamUrl;
  return serviceOfHost(host)?.name ?? host;
}
