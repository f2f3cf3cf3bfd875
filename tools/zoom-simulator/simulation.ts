import { type Clock, createClock } from './clock.ts';
import { createEvents, type Events } from './events/events.ts';
import { createFaults, type Faults } from './faults/faults.ts';
import { type Codes, createCodes } from './oauth/codes.ts';
import { createGrants, type Grants } from './oauth/grants.ts';
import { createRecorder, type Recorder } from './recorder.ts';
import { type Seed, seedState } from './seed/seed.ts';
import { defaultSettings } from './settings.ts';
import { allScopes, createState, type State } from './state.ts';

/** The app's configuration in the simulated Marketplace. */
export interface AppConfiguration {
  clientId: string;
  clientSecret: string;
  webhookSecretToken: string;
  redirectUris: string[];
  /** URL to which events are sent; undefined: none */
  webhookUrl: string | undefined;
}

/** All parts that the routes and the in-process interface share. */
export interface Simulation {
  app: AppConfiguration;
  /** The simulator's origin, available once it listens. */
  origin: string;
  clock: Clock;
  state: State;
  grants: Grants;
  codes: Codes;
  faults: Faults;
  recorder: Recorder;
  events: Events;
  /** Resets the state to that of the start. */
  reset(): void;
}

export interface SimulationOptions {
  app: AppConfiguration;
  now: () => number;
  seed: Seed;
  refreshGraceSeconds: number;
}

export function createSimulation(options: SimulationOptions): Simulation {
  const { app } = options;
  const clock = createClock(options.now);
  const state = createState(options.refreshGraceSeconds);
  const grants = createGrants(state, clock, () => app.clientId);
  const simulation: Simulation = {
    app,
    origin: '',
    clock,
    state,
    grants,
    codes: createCodes(state, clock),
    faults: createFaults(),
    recorder: createRecorder(),
    events: createEvents({ app, clock, state, grants }),
    reset() {
      clock.reset();
      for (const part of [
        grants,
        simulation.codes,
        simulation.faults,
        simulation.recorder,
        simulation.events,
      ]) {
        part.clear();
      }
      for (const map of [state.accounts, state.users, state.meetings, state.webinars]) map.clear();
      state.settings = defaultSettings(options.refreshGraceSeconds);
      state.scopes = [...allScopes];
      seedState(state, clock, options.seed);
    },
  };
  seedState(state, clock, options.seed);
  return simulation;
}
