/** The result of one check, for the operator. */
export interface Finding {
  /** A warning does not change the exit code. */
  status: 'ok' | 'warning' | 'failed' | 'skipped';
  /** What was found, in one line, without a secret. */
  message: string;
  /** What to do: the variable, command or Marketplace screen. */
  fix?: string;
}

export interface Check {
  name: string;
  /** Checks whose success this one needs. */
  after?: readonly string[];
  /** Variables that this check needs. */
  needs?: readonly string[];
  run(): Promise<Finding>;
}

export type CheckResult = Finding & { name: string };

export interface RunOptions {
  /** Variables that are missing or malformed. */
  invalid: ReadonlySet<string>;
  /** Maximum duration of one check (milliseconds). */
  checkTimeoutMs: number;
  /** Maximum duration of all checks together (milliseconds). */
  totalTimeoutMs: number;
}

/**
 * Runs all checks concurrently, each after the ones that it depends on. A check is skipped if one
 * of these did not succeed, or if a variable that it needs is invalid. Never rejects.
 */
export async function runChecks(checks: readonly Check[], options: RunOptions): Promise<CheckResult[]> {
  const deadline = performance.now() + options.totalTimeoutMs;
  const results = new Map<string, Promise<CheckResult>>();
  for (const check of checks) {
    results.set(check.name, resultOf(check, results, deadline, options));
  }
  return Promise.all(results.values());
}

async function resultOf(
  check: Check,
  results: ReadonlyMap<string, Promise<CheckResult>>,
  deadline: number,
  { invalid, checkTimeoutMs }: RunOptions,
): Promise<CheckResult> {
  const { name, after = [], needs = [] } = check;
  const invalidNeeds = needs.filter((variable) => invalid.has(variable));
  if (invalidNeeds.length > 0)
    return { name, status: 'skipped', message: `Needs a valid ${invalidNeeds.join(', ')}.` };
  for (const earlier of await Promise.all(after.map((each) => results.get(each)))) {
    if (earlier?.status === 'failed' || earlier?.status === 'skipped')
      return {
        name,
        status: 'skipped',
        message: `Needs the check ${earlier.name}, which ${OUTCOMES[earlier.status]}.`,
      };
  }
  const timeoutMs = Math.max(0, Math.min(checkTimeoutMs, deadline - performance.now()));
  return { name, ...(await withTimeout(check.run(), timeoutMs)) };
}

const OUTCOMES = { failed: 'failed', skipped: 'was skipped' };

async function withTimeout(running: Promise<Finding>, timeoutMs: number): Promise<Finding> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Finding>((resolve) => {
    timer = setTimeout(resolve, timeoutMs, {
      status: 'failed',
      message: `No result after ${Math.round(timeoutMs / 1_000)} s.`,
      fix: 'Check the network and firewalls between this machine and the database, the app and Zoom.',
    });
  });
  try {
    return await Promise.race([running, late]);
  } catch (error) {
    // The message of an unexpected error could contain what was sent.
    const type = error instanceof Error ? error.name : 'an unknown error';
    return {
      status: 'failed',
      message: `The check itself failed with ${type}.`,
      fix: 'Report this as a bug.',
    };
  } finally {
    clearTimeout(timer);
  }
}
