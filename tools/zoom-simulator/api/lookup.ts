import type { Simulation } from '../simulation.ts';
import type { Kind, Meeting, User } from '../types.ts';
import {
  hostingNotAllowed,
  notInAccount,
  type Problem,
  webinarLivestreamOff,
  webinarPlanMissing,
} from './problems.ts';

const nouns = { meetings: 'Meeting', webinars: 'Webinar' } as const;

/**
 * An ID in Zoom's format: decimal, without leading zeros, up to 64 bits; undefined for anything
 * else.
 */
export function parseId(text: string): string | undefined {
  if (!/^\d{1,19}$/.test(text)) return undefined;
  const id = BigInt(text);
  return id <= 9_223_372_036_854_775_807n ? id.toString() : undefined;
}

export function invalidId(kind: Kind, message?: string): Problem {
  const noun = kind === 'meetings' ? 'meeting id' : 'webinar ID';
  return { status: 400, code: 300, message: message ?? `Invalid ${noun}.` };
}

export function doesNotExist(kind: Kind, id: string): Problem {
  return { status: 404, code: 3001, message: `${nouns[kind]} does not exist: ${id}.` };
}

export type Found = { meeting: Meeting; problem?: never } | { meeting?: never; problem: Problem };

/** The user's own meeting or webinar, or the problem that Zoom returns. */
export function findMeeting({ state }: Simulation, kind: Kind, user: User, idText: string): Found {
  const id = parseId(idText);
  if (id === undefined) return { problem: invalidId(kind) };
  const meeting = state[kind].get(id);
  if (!meeting) return { problem: doesNotExist(kind, idText) };
  if (meeting.hostId === user.id) return { meeting };
  if (state.settings.othersMeeting === 'not-in-account') return { problem: notInAccount(user.accountId) };
  return { problem: doesNotExist(kind, idText) };
}

/** The reason that this user can't have meetings or webinars; undefined if they can. */
export function hostingProblem(kind: Kind, user: User): Problem | undefined {
  if (user.type === 4 || user.type === 99) return hostingNotAllowed();
  if (kind === 'webinars' && !user.features.webinarPlan) return webinarPlanMissing();
  return undefined;
}

/**
 * The reason that this user can't livestream: meetings need a licensed host, webinars a plan and
 * the custom service.
 */
function livestreamProblem(kind: Kind, user: User): Problem | undefined {
  const hosting = hostingProblem(kind, user);
  if (hosting) return hosting;
  if (user.type !== 2) return hostingNotAllowed();
  if (kind === 'webinars' && !user.features.webinarCustomLivestream) return webinarLivestreamOff();
  return undefined;
}

/** Like `findMeeting`, for livestream endpoints: the host must also be allowed to livestream. */
export function findForLivestream(simulation: Simulation, kind: Kind, user: User, idText: string): Found {
  const found = findMeeting(simulation, kind, user, idText);
  const problem = found.problem ?? livestreamProblem(kind, user);
  return problem ? { problem } : found;
}
