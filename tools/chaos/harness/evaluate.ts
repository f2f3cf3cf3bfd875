import { type ClientResponse, type Disruption, type History, isDefinite } from './history.ts';

/** The stored state of a user at the end of a scenario. */
export interface StoredTokens {
  user: string;
  status: 'connected' | 'reconnect_required';
  /** Whether Zoom would accept the stored refresh token. */
  isLive: boolean;
}

/**
 * | outcome   | stored refresh token | installation       | effect on the host                             |
 * |-----------|----------------------|--------------------|------------------------------------------------|
 * | connected | valid                | connected          | none                                           |
 * | reported  | invalid              | reconnect required | has to reconnect                               |
 * | needless  | valid                | reconnect required | has to reconnect, although it is not necessary |
 * | lost      | invalid              | connected          | does not learn that the connection is lost     |
 * | stuck     | any                  | any                | gets 5xx for longer than the limit             |
 * | erased    | no row               | –                  | –                                              |
 */
export type Outcome = 'connected' | 'reported' | 'needless' | 'lost' | 'stuck' | 'erased';

export interface EvaluateOptions {
  /** How long a user may get only errors after a disruption (milliseconds). */
  stuckAfterMs: number;
}

/** Returns the outcome for each user of the history. */
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
  if (held === undefined) return 'erased';
  if (held.status === 'connected') return held.isLive ? 'connected' : 'lost';
  return held.isLive ? 'needless' : 'reported';
}

/** The longest time without a definite response (milliseconds), excluding disruptions. */
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
  const overlaps = disruptions.map((each) => Math.min(to, each.to) - Math.max(from, each.from));
  return to - from - overlaps.reduce((sum, ms) => sum + Math.max(0, ms), 0);
}

/** The number of users per outcome. */
export function tally(outcomes: ReadonlyMap<string, Outcome>): Record<Outcome, number> {
  const counts = { connected: 0, reported: 0, needless: 0, lost: 0, stuck: 0, erased: 0 };
  for (const outcome of outcomes.values()) counts[outcome] += 1;
  return counts;
}
