import { serviceOfHost } from '../../service-hosts.ts';

/**
 * The name of the service of a stream URL, else its host, else the text itself. The result is only
 * displayed, because the URL is the user's own text.
 */
export function destinationName(streamUrl: string): string {
  const host = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?([^/?#:]+)/i.exec(streamUrl)?.[1]?.toLowerCase();
  if (!host) return streamUrl;
  return serviceOfHost(host)?.name ?? host;
}
