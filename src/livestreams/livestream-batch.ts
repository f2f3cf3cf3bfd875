import type { LivestreamKey } from './livestream-key.ts';

/** The keys of several livestreams as array parameters, one for each column. */
export function keyColumns(keys: readonly LivestreamKey[]) {
  return {
    userIds: keys.map(({ userId }) => userId),
    kinds: keys.map(({ meeting }) => meeting.kind),
    meetingIds: keys.map(({ meeting }) => meeting.id),
  };
}

/** Identifies a livestream in a `Map`. */
export function keyText({ userId, meeting }: LivestreamKey): string {
  return `${userId} ${meeting.kind} ${meeting.id}`;
}

/** The newest item about each livestream. */
export function newestOfEach<Item extends LivestreamKey & { at: number }>(items: readonly Item[]): Item[] {
  const newest = new Map<string, Item>();
  for (const item of items) {
    const { at = Number.NEGATIVE_INFINITY } = newest.get(keyText(item)) ?? {};
    if (item.at >= at) newest.set(keyText(item), item);
  }
  return [...newest.values()];
}

/**
 * Splits items into groups that contain each livestream at most once, because one statement cannot
 * update a row twice. The items about a livestream keep their order.
 */
export function roundsOf<Item extends LivestreamKey>(items: readonly Item[]): Item[][] {
  const counts = new Map<string, number>();
  const rounds: Item[][] = [];
  for (const item of items) {
    const key = keyText(item);
    const round = counts.get(key) ?? 0;
    counts.set(key, round + 1);
    const group = rounds[round];
    if (group === undefined) rounds.push([item]);
    else group.push(item);
  }
  return rounds;
}
