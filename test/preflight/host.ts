import type { Simulator } from '../../tools/zoom-simulator/simulator.ts';
import type { RunningApp } from '../helpers/app.ts';
import type { Client, Json } from '../helpers/client.ts';
import { addHosted, type Kind } from '../helpers/zoom-host.ts';

/** Many hosts sign in from one address and fetch their settings concurrently. */
export const env = { ZOOM_MEDIUM_PER_SECOND: '1000', RATE_LIMIT_ADDRESS_PER_MINUTE: '100000' };

export const SETTINGS = '/v2/users/me/settings';

export interface HostOptions {
  user?: Parameters<Simulator['addUser']>[0];
  meeting?: Parameters<Simulator['addMeeting']>[0];
}

/**
 * A new signed-in host with one meeting or webinar that passes every check, unless options change
 * that.
 */
export async function addHost(uplink: RunningApp, kind: Kind, { user, meeting }: HostOptions = {}) {
  const { id: userId } = uplink.simulator.addUser(user);
  const hosted = addHosted(uplink.simulator, kind, { hostId: userId, ...meeting });
  const client = await uplink.signIn(userId);
  const pathOf = (id: string) => `/api/${kind}/${id}/preflight`;
  return {
    ...hosted,
    userId,
    client,
    page: `/${kind}/${hosted.id}`,
    check: (headers: Record<string, string> = {}) => checkAt(client, pathOf(hosted.id), headers),
    checkAt: (id: string) => checkAt(client, pathOf(id)),
  };
}

/** The response of a readiness check, with its checks by name. */
export async function checkAt(client: Client, path: string, headers: Record<string, string> = {}) {
  const { status, json, text } = await client.get(path, headers);
  const checks: Json[] = json.checks ?? [];
  const byName: Record<string, Json> = Object.fromEntries(checks.map((check) => [check.name, check]));
  return { status, json, text, ready: json.ready, names: checks.map(({ name }) => name), checks: byName };
}
