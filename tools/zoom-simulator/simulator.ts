import type { AddressInfo } from 'node:net';
import type { DeliveryResult, EventOptions } from './events/events.ts';
import type { Fault, FaultRequest } from './faults/faults.ts';
import { createPerson, type Person } from './person.ts';
import type { RecordedRequest, RequestFilter } from './recorder.ts';
import { loadState, saveState } from './saved-state.ts';
import { createHappenings, type Happenings } from './scenario-events.ts';
import type { Seed } from './seed/seed.ts';
import { createServer } from './server.ts';
import { type AppConfiguration, createSimulation } from './simulation.ts';
import { addMeeting, addUser, type NewMeeting, type NewUser, type State } from './state.ts';
import type { Meeting, User } from './types.ts';

export type { DeliveryResult, EventOptions } from './events/events.ts';
export type { Fault, FaultRequest } from './faults/faults.ts';
export type { RecordedRequest, RequestFilter } from './recorder.ts';
export { checkEvent, checkRequests } from './schemas/check.ts';
export { seededUsers } from './seed/users.ts';
export { allScopes } from './state.ts';
export type { LivestreamConfiguration, Meeting, User } from './types.ts';

export interface SimulatorOptions {
  /** Default 127.0.0.1. */
  host?: string;
  /** Default 0: any free port. */
  port?: number;
  clientId: string;
  clientSecret: string;
  webhookSecretToken: string;
  redirectUris: string[];
  /** URL to which events are sent; none if omitted */
  webhookUrl?: string;
  /** Milliseconds since the epoch. */
  now?: () => number;
  /** Default `demo`. */
  seed?: Seed;
  /** How long a rotated refresh token remains valid; default 0. */
  refreshGraceSeconds?: number;
  /**
   * File for grants and livestreams, so that another process can continue with them; none by
   * default.
   */
  stateFile?: string;
}

/**
 * A running simulator, for tests in the same process. `state` may be changed directly, at any time.
 */
export interface Simulator extends Person, Happenings {
  /** Its origin: the value for ZOOM_OAUTH_URL. */
  url: string;
  /** `url` and `/v2`: the value for ZOOM_API_URL */
  apiUrl: string;
  state: State;
  /** Changes the app's configuration in the Marketplace, e.g. its secret. */
  configure(partial: Partial<AppConfiguration>): void;
  addFault(fault: FaultRequest): Fault;
  clearFaults(): void;
  faults(): Fault[];
  /** Oldest first, without requests to the control routes. */
  requests(filter?: RequestFilter): RecordedRequest[];
  clearRequests(): void;
  /** All access tokens (or one user's) are rejected with code 124 from now on; refreshing helps. */
  expireAccessTokens(userId?: string, options?: { httpStatus?: 400 | 401 }): void;
  /**
   * Revokes the user's tokens: code 124 at the API, `invalid_grant` at the token endpoint. No event
   * is sent.
   */
  revokeGrant(userId: string): void;
  /**
   * Sets the scopes of new authorizations; existing tokens keep theirs, as in Zoom, unless
   * `existingGrants`
   */
  setScopes(scopes: string[], options?: { existingGrants?: boolean }): void;
  addUser(user?: NewUser): User;
  addMeeting(meeting?: NewMeeting): Meeting;
  addWebinar(webinar?: NewMeeting): Meeting;
  /** Resolves after the first attempt; retries follow by the clock, or by `deliverRetries`. */
  sendEvent(event: string, payload: object, options?: EventOptions): Promise<DeliveryResult>;
  validateWebhookUrl(): Promise<{ valid: boolean; delivery: DeliveryResult }>;
  /** The latest events, oldest first. */
  deliveries(): DeliveryResult[];
  /** Resolves when no event is being sent. */
  eventsDelivered(): Promise<void>;
  /** Makes all pending retries now. */
  deliverRetries(): Promise<void>;
  /** Moves the simulator's clock and makes the retries that are due then. */
  advance(milliseconds: number): Promise<void>;
  /** Resets the state to that of the start; the URL is unchanged. */
  reset(): void;
  close(): Promise<void>;
}

/** Starts a simulated Zoom. It accepts requests once the promise resolves. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { clientId, clientSecret, webhookSecretToken, redirectUris, webhookUrl } = options;
  const simulation = createSimulation({
    app: { clientId, clientSecret, webhookSecretToken, redirectUris: [...redirectUris], webhookUrl },
    now: options.now ?? Date.now,
    seed: options.seed ?? 'demo',
    refreshGraceSeconds: options.refreshGraceSeconds ?? 0,
  });
  const server = await createServer(simulation);
  const { stateFile } = options;
  if (stateFile !== undefined) {
    loadState(simulation, stateFile);
    // Saved before the response, so that the next process has everything that a client received.
    server.addHook('onSend', async ({ method }) => {
      if (method !== 'GET') saveState(simulation, stateFile);
    });
  }
  const host = options.host ?? '127.0.0.1';
  await server.listen({ host, port: options.port ?? 0 });
  const { port } = server.server.address() as AddressInfo;
  simulation.origin = originOf(host, port);
  const { clock, events, faults, grants, recorder, state } = simulation;

  return {
    url: simulation.origin,
    apiUrl: `${simulation.origin}/v2`,
    state,
    configure: (partial) => void Object.assign(simulation.app, partial),
    addFault: faults.add,
    clearFaults: faults.clear,
    faults: faults.list,
    requests: recorder.list,
    clearRequests: recorder.clear,
    expireAccessTokens: (userId, { httpStatus = 401 } = {}) => grants.expireAccessTokens(userId, httpStatus),
    revokeGrant: grants.kill,
    setScopes(scopes, { existingGrants = false } = {}) {
      state.scopes = [...scopes];
      if (existingGrants) grants.setScopes(scopes);
    },
    addUser: (user) => addUser(state, clock, user),
    addMeeting: (meeting) => addMeeting(state, clock, 'meetings', meeting),
    addWebinar: (webinar) => addMeeting(state, clock, 'webinars', webinar),
    sendEvent: events.send,
    validateWebhookUrl: events.validateUrl,
    deliveries: events.deliveries,
    eventsDelivered: events.settled,
    deliverRetries: events.deliverRetries,
    async advance(milliseconds) {
      clock.advance(milliseconds);
      await events.runDueRetries();
    },
    reset: simulation.reset,
    async close() {
      events.clear();
      await server.close();
    },
    ...createPerson(() => simulation.origin),
    ...createHappenings(simulation),
  };
}

function originOf(host: string, port: number): string {
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}
