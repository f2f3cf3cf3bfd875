/** Resources and settings of a benchmark. */
export interface Bench {
  /** How often each side is measured after the warm-up. */
  rounds: number;
  /** Largest database of `growth`. */
  maxInstallations: number;
  /** How long `load` sends requests, in seconds. */
  loadSeconds: number;
  /** URL of an empty PostgreSQL server, with a superuser. */
  postgresUrl: string;
  /** Folder in which @zoom/rivet is installed; undefined without `--peer`. */
  peerDirectory: string | undefined;
  /** Runs in reverse order when the benchmark has finished or failed. */
  defer(close: () => Promise<void>): void;
}

export interface BenchOptions extends Omit<Bench, 'defer'> {
  /** Rejects when the benchmark is interrupted. */
  interrupted: Promise<never>;
}

/** Runs a benchmark and closes everything that it opened. */
export async function withBench<Result>(
  { interrupted, ...options }: BenchOptions,
  use: (bench: Bench) => Promise<Result>,
): Promise<Result> {
  const deferred: (() => Promise<void>)[] = [];
  try {
    return await Promise.race([
      use({ ...options, defer: (close) => void deferred.push(close) }),
      interrupted,
    ]);
  } finally {
    for (const close of deferred.reverse()) await close();
  }
}
