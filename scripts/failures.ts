/** A failed assertion, or a test or file that ended unexpectedly. */
export interface Failure {
  /** The file, the nested tests, and the assertion. */
  path: string[];
  /** tap's diagnostics as YAML lines without indentation; may be empty. */
  details: string[];
}

/** The maximum number of detail lines per failure. */
const DETAILS = 40;
const STEP = 4;

/**
 * Extracts the failures from TAP output (https://testanything.org). A test that failed only because
 * of a nested test is not listed.
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
