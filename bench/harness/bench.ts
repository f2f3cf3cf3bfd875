/** What a benchmark measures with. */
export interface Bench {
  /** How often each side is measured after its warm-up. */
  rounds: number;
  /** Address of an empty PostgreSQL server, as a superuser. */
  postgresUrl: string;
  /** A folder in which @zoom/rivet is installed; undefined where the person has named none. */
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
