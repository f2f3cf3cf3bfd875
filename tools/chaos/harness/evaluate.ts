import { type ClientResponse, type Disruption, type History, isDefinite } from './history.ts';

/** What the database holds of a user when all is over. */
export interface StoredTokens {
  user: string;
  status: 'connected' | 'reconnect_required';
  /** Whether Zoom would take the refresh token that is stored. */
  isLive: boolean;
}

/**
 * | outcome   | the stored refresh token | the installation says | the host                                  |
 * |-----------|--------------------------|-----------------------|-------------------------------------------|
 * | well      | lives at Zoom            | connected             | nothing to do                             |
 * | reported  | is dead                  | reconnect required    | one click                                 |
 * | needless  | lives at Zoom            | reconnect required    | one click that was not needed             |
 * | lost      | is dead                  | connected             | believes in a connection that is gone     |
 * | stuck     | whichever                | whichever             | gets 5xx for longer than the stated bound |
 * | gone      | no row                   | –                     | erased                                    |
 */
export type Outcome = 'well' | 'reported' | 'needless' | 'lost' | 'stuck' | 'gone';

export interface EvaluateOptions {
  /** How long a user may get nothing but 5xx while nothing is wrong any more (milliseconds). */
  stuckAfterMs: number;
}

/** Says of each user of the history how they ended. */
export function evaluate(
  history: Pick<History, 'users' | 'responses' | 'disruptions'>,
  held: readonly StoredTokens[],
  { stuckAfterMs }: EvaluateOptions,
): Map<string, Outcome> {
  const heldOf = new Map(held.map((row) => [row.user, row]));
  return new Map(
    [...history.users].map((user) => {
      const responses = history.responses.filter((response) => response.user === user && !response.hungUp);
      const maxLength = maxRejectionMs(responses, history.disruptions);
      return [user, maxLength > stuckAfterMs ? 'stuck' : outcomeOf(heldOf.get(user))];
    }),
  );
}

function outcomeOf(held: StoredTokens | undefined): Outcome {
  if (held === undefined) return 'gone';
  if (held.status === 'connected') return held.isLive ? 'well' : 'lost';
  return held.isLive ? 'needless' : 'reported';
}

/** The longest time (milliseconds) in which a user asked and got no definite answer, troubles not counted. */
function maxRejectionMs(responses: readonly ClientResponse[], disruptions: readonly Disruption[]): number {
  let maxLength = 0;
  let since: number | undefined;
  for (const response of [...responses].sort((a, b) => a.receivedAt - b.receivedAt)) {
    if (isDefinite(response)) since = undefined;
    else {
      since ??= response.sentAt;
      maxLength = Math.max(maxLength, withoutDisruptions(since, response.receivedAt, disruptions));
    }
  }
  return maxLength;
}

function withoutDisruptions(from: number, to: number, disruptions: readonly Disruption[]): number {
  const spoilt = disruptions.map((each) => Math.min(to, each.to) - Math.max(from, each.from));
  return to - from - spoilt.reduce((sum, ms) => sum + Math.max(0, ms), 0);
}

/** How many users each verdict was given. */
export function tally(outcomes: ReadonlyMap<string, Outcome>): Record<Outcome, number> {
  const counts = { well: 0, reported: 0, needless: 0, lost: 0, stuck: 0, gone: 0 };
  for (const outcome of outcomes.values()) counts[outcome] += 1;
  return counts;
}
