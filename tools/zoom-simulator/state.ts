import { randomBytes, randomInt } from 'node:crypto';
import { type Clock, zoomDateTime } from './clock.ts';
import { defaultSettings, type Settings } from './settings.ts';
import type { Account, Kind, Meeting, User } from './types.ts';

export interface State {
  accounts: Map<string, Account>;
  users: Map<string, User>;
  /** By decimal id. */
  meetings: Map<string, Meeting>;
  webinars: Map<string, Meeting>;
  settings: Settings;
  /** The scopes of the app's configuration: what a new authorization grants. */
  scopes: string[];
}

export type NewUser = Partial<Omit<User, 'features'>> & { features?: Partial<User['features']> };
export type NewMeeting = Partial<Omit<Meeting, 'kind'>>;

/** The granular scopes that the simulated app has in its Marketplace configuration. */
export const allScopes: readonly string[] = [
  'meeting:read:list_meetings',
  'meeting:read:livestream',
  'meeting:read:meeting',
  'meeting:update:livestream',
  'meeting:update:livestream_status',
  'user:read:settings',
  'user:read:user',
  'webinar:read:list_webinars',
  'webinar:read:livestream',
  'webinar:read:webinar',
  'webinar:update:livestream',
  'webinar:update:livestream_status',
];

export function createState(refreshGraceSeconds: number): State {
  return {
    accounts: new Map(),
    users: new Map(),
    meetings: new Map(),
    webinars: new Map(),
    settings: defaultSettings(refreshGraceSeconds),
    scopes: [...allScopes],
  };
}

/**
 * Adds a user (by default Licensed with all features), and the account if it
 * is new.
 */
export function addUser(state: State, clock: Clock, given: NewUser = {}): User {
  const { features, ...rest } = given;
  const user: User = {
    id: randomBytes(16).toString('base64url'),
    accountId: 'SimulatedAccountOne_00',
    firstName: 'Simulated',
    lastName: 'User',
    displayName: 'Simulated User',
    email: `user-${state.users.size + 1}@simulator.example`,
    type: 2,
    timezone: 'Europe/Berlin',
    pmi: String(randomInt(2_000_000_000, 9_999_999_999)),
    createdAt: zoomDateTime(clock.now() - 400 * 86_400_000),
    ...rest,
    features: {
      allowLivestreaming: true,
      customLivestream: true,
      webinarPlan: true,
      webinarCustomLivestream: true,
      ...features,
    },
  };
  state.users.set(user.id, user);
  if (!state.accounts.has(user.accountId)) {
    state.accounts.set(user.accountId, { id: user.accountId, plan: 'business' });
  }
  return user;
}

/** A UUID as Zoom's: 16 bytes in base64. */
export const newUuid = () => randomBytes(16).toString('base64');

/**
 * Adds a scheduled meeting or webinar, by default an hour from now and hosted by the
 * first user.
 */
export function addMeeting(state: State, clock: Clock, kind: Kind, given: NewMeeting = {}): Meeting {
  const hostId = given.hostId ?? state.users.keys().next().value;
  if (hostId === undefined) throw new Error('Add a user first: a meeting needs a host.');
  const type = given.type ?? (kind === 'meetings' ? 2 : 5);
  const meeting: Meeting = {
    kind,
    id: String(randomInt(80_000_000_000, 99_999_999_999)),
    uuid: newUuid(),
    hostId,
    topic: kind === 'meetings' ? 'Simulated meeting' : 'Simulated webinar',
    agenda: '',
    type,
    // recurring without a fixed time: Zoom returns none
    ...(type === 3 || type === 6 ? {} : { startTime: zoomDateTime(clock.now() + 3_600_000) }),
    duration: 60,
    timezone: 'Europe/Berlin',
    createdAt: zoomDateTime(clock.now() - 7 * 86_400_000),
    password: '482913',
    live: false,
    endToEndEncrypted: false,
    occurrences: [],
    dropsUpdates: false,
    ...given,
  };
  if (!/^\d{1,19}$/.test(meeting.id)) throw new Error(`A meeting id is 1 to 19 digits, not "${meeting.id}".`);
  state[kind].set(meeting.id, meeting);
  return meeting;
}
