/** What a question measures with. */
export interface Bench {
  /** How often each side is measured after its warm-up. */
  rounds: number;
  /** Address of an empty PostgreSQL server, as a superuser. */
  postgresUrl: string;
  /** A folder in which @zoom/rivet is installed; undefined where the person has named none. */
  peerDirectory: string | undefined;
  /** Done in the opposite order when the question is answered, or has failed. */
  defer(close: () => Promise<void>): void;
}

export interface BenchOptions extends Omit<Bench, 'defer'> {
  /** Rejects when somebody wants it to end. */
  interrupted: Promise<never>;
}

/** Lends a question what it measures with, and puts away what it has opened. */
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
