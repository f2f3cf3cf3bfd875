const services: [RegExp, string][] = [
  [/(^|\.)youtube\.com$/, 'YouTube'],
  [/(^|\.)(twitch\.tv|live-video\.net)$/, 'Twitch'],
  [/(^|\.)facebook\.com$/, 'Facebook'],
  [/(^|\.)vimeo\.com$/, 'Vimeo'],
  [/(^|\.)linkedin\.com$/, 'LinkedIn'],
  [/(^|\.)restream\.io$/, 'Restream'],
  [/(^|\.)cloudflare\.com$/, 'Cloudflare Stream'],
];

/**
 * The name of the service behind a stream address, else its host, else the address itself. The address is
 * the user's own text and goes nowhere but the screen.
 */
export function destinationName(streamUrl: string): string {
  const host = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?([^/?#:]+)/i.exec(streamUrl)?.[1]?.toLowerCase();
  if (!host) return streamUrl;
  return services.find(([pattern]) => pattern.test(host))?.[1] ?? host;
}
