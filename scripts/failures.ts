/** One assertion that failed, or a test or file that ended otherwise than it should have. */
export interface Failure {
  /** The file, the tests inside one another, and what was asserted. */
  path: string[];
  /** tap's diagnostics as YAML lines without indentation; may be empty. */
  details: string[];
}

/** The maximum number of detail lines per failure. */
const DETAILS = 40;
const STEP = 4;

/**
 * The failures in what tap wrote in its own format (https://testanything.org), so that a run of
 * thousands of lines can end with the few that matter. A test that failed only because one inside
 * it did isn't named again.
 */
export function failuresIn(output: string): Failure[] {
  const failures: Failure[] = [];
  const names: string[] = [];
  let innermost = 0;
  let current: Failure | undefined;
  let margin = 0;
  for (const line of output.split('\n')) {
    const depth = Math.floor(line.search(/\S|$/) / STEP);
    const text = line.trim();
    const [, begun] = /^# Subtest: (.*)$/.exec(text) ?? [];
    const [, failed] = /^not ok \d+(?: - (.*))?$/.exec(text.replace(/ # time=[\d.]+ms( \{)?$/, '')) ?? [];
    if (begun !== undefined) names.splice(depth, names.length, begun);
    if (text.startsWith('not ok') && !/ # (todo|skip)\b/i.test(text)) {
      current =
        depth < innermost ? undefined : { path: [...names.slice(0, depth), failed ?? text], details: [] };
      if (current) failures.push(current);
      innermost = depth;
      margin = depth * STEP + 2;
    } else if (current && line.startsWith(' '.repeat(margin)) && !/^(---|\.\.\.)$/.test(text)) {
      if (current.details.length < DETAILS) current.details.push(line.slice(margin));
    } else if (current && text !== '---') current = undefined;
  }
  return failures;
}

/** Formats the failures as text; empty without failures. */
export function describeFailures(failures: readonly Failure[]): string {
  return failures
    .map(({ path, details }) =>
      [`FAILED ${path.join(' > ')}`, ...details.map((line) => `  ${line}`)].join('\n'),
    )
    .join('\n');
}
