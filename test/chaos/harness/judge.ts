import { type ClientAnswer, type History, isDefinite, type Trouble } from './history.ts';

/** What the database holds of a user when all is over. */
export interface Held {
  user: string;
  status: 'connected' | 'reconnect_required';
  /** Whether Zoom would take the refresh token that is stored. */
  isLive: boolean;
}

/**
 * | verdict   | the stored refresh token | the installation says | the host                                  |
 * |-----------|--------------------------|-----------------------|-------------------------------------------|
 * | well      | lives at Zoom            | connected             | nothing to do                             |
 * | told      | is dead                  | reconnect required    | one click                                 |
 * | needless  | lives at Zoom            | reconnect required    | one click that was not needed             |
 * | lost      | is dead                  | connected             | believes in a connection that is gone     |
 * | stuck     | whichever                | whichever             | gets 5xx for longer than the stated bound |
 * | gone      | no row                   | –                     | erased                                    |
 */
export type Verdict = 'well' | 'told' | 'needless' | 'lost' | 'stuck' | 'gone';

export interface JudgeOptions {
  /** How long a user may get nothing but 5xx while nothing is wrong any more (milliseconds). */
  stuckAfterMs: number;
}

/** Says of each user of the history how they ended. */
export function judge(
  history: Pick<History, 'users' | 'answers' | 'troubles'>,
  held: readonly Held[],
  { stuckAfterMs }: JudgeOptions,
): Map<string, Verdict> {
  const heldOf = new Map(held.map((row) => [row.user, row]));
  return new Map(
    [...history.users].map((user) => {
      const answers = history.answers.filter((answer) => answer.user === user && !answer.hungUp);
      const longest = longestRefusal(answers, history.troubles);
      return [user, longest > stuckAfterMs ? 'stuck' : verdictOf(heldOf.get(user))];
    }),
  );
}

function verdictOf(held: Held | undefined): Verdict {
  if (held === undefined) return 'gone';
  if (held.status === 'connected') return held.isLive ? 'well' : 'lost';
  return held.isLive ? 'needless' : 'told';
}

/** The longest time (milliseconds) in which a user asked and got no definite answer, troubles not counted. */
function longestRefusal(answers: readonly ClientAnswer[], troubles: readonly Trouble[]): number {
  let longest = 0;
  let since: number | undefined;
  for (const answer of [...answers].sort((a, b) => a.receivedAt - b.receivedAt)) {
    if (isDefinite(answer)) since = undefined;
    else {
      since ??= answer.sentAt;
      longest = Math.max(longest, untroubled(since, answer.receivedAt, troubles));
    }
  }
  return longest;
}

function untroubled(from: number, to: number, troubles: readonly Trouble[]): number {
  const spoilt = troubles.map((trouble) => Math.min(to, trouble.to) - Math.max(from, trouble.from));
  return to - from - spoilt.reduce((sum, each) => sum + Math.max(0, each), 0);
}

/** How many users each verdict was given. */
export function tally(verdicts: ReadonlyMap<string, Verdict>): Record<Verdict, number> {
  const counts = { well: 0, told: 0, needless: 0, lost: 0, stuck: 0, gone: 0 };
  for (const verdict of verdicts.values()) counts[verdict] += 1;
  return counts;
}
