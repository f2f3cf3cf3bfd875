import type { AppConfiguration } from '../simulation.ts';

/**
 * Whether this app's client ID and secret are in the Authorization header (Basic), or without one
 * among the parameters.
 */
export function clientIsAuthenticated(
  header: string | undefined,
  app: AppConfiguration,
  form: Record<string, unknown> = {},
): boolean {
  if (header === undefined) return form.client_id === app.clientId && form.client_secret === app.clientSecret;
  const match = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(header);
  if (!match?.[1]) return false;
  return Buffer.from(match[1], 'base64').toString() === `${app.clientId}:${app.clientSecret}`;
}
