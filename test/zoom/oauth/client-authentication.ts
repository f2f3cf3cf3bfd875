import type { AppConfiguration } from '../simulation.ts';

/** Whether the Authorization header is Basic with this app's client id and secret. */
export function clientIsAuthenticated(header: string | undefined, app: AppConfiguration): boolean {
  const match = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(header ?? '');
  if (!match?.[1]) return false;
  return Buffer.from(match[1], 'base64').toString() === `${app.clientId}:${app.clientSecret}`;
}
