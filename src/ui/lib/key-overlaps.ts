/** A meeting with the fingerprint of its stream key and its known dates (epoch milliseconds). */
export type KeyUse = {
  /** Unique among meetings and webinars. */
  key: string;
  topic: string;
  fingerprint: string;
  dates: { from: number; to: number }[];
};

/** Hosts start early and run late: meetings this close count as overlapping (milliseconds). */
const MARGIN_MS = 15 * 60_000;

/**
 * For each meeting, the topic of another one that uses the same stream key at the same time.
 * Unknown dates overlap with nothing.
 * @param now dates that ended before this are ignored (epoch milliseconds)
 */
export function keyOverlaps(uses: readonly KeyUse[], now: number): Map<string, string> {
  const groups = new Map<string, KeyUse[]>();
  for (const use of uses) {
    if (use.fingerprint === '') continue;
    const group = groups.get(use.fingerprint);
    if (group) group.push(use);
    else groups.set(use.fingerprint, [use]);
  }
  const found = new Map<string, string>();
  for (const group of groups.values()) if (group.length > 1) addOverlaps(group, now, found);
  return found;
}

/** In order of their start, each date is compared with those that have not ended before it. */
function addOverlaps(group: readonly KeyUse[], now: number, found: Map<string, string>): void {
  const dates = group
    .flatMap((use) => use.dates.map((date) => ({ use, ...date })))
    .filter(({ to }) => to + MARGIN_MS > now)
    .sort((one, other) => one.from - other.from);
  let open: typeof dates = [];
  for (const date of dates) {
    open = open.filter(({ to }) => date.from < to + MARGIN_MS);
    const other = open.find(({ use }) => use.key !== date.use.key);
    if (other) found.set(date.use.key, found.get(date.use.key) ?? other.use.topic);
    for (const { use } of open)
      if (use.key !== date.use.key) found.set(use.key, found.get(use.key) ?? date.use.topic);
    open.push(date);
  }
}
