import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Code of one subject and the tests that check it. */
export interface Area {
  /** Files whose code is mutated, relative to the repository. */
  readonly mutate: readonly string[];
  /** They must not start processes, in which no mutant would be active. */
  readonly tests: readonly string[];
  /**
   * Milliseconds that are added to ten times the duration without a mutant, before the mutant counts
   * as detected. @default 30 seconds
   */
  readonly timeoutMS?: number;
}

const root = new URL('../../', import.meta.url);

export const AREAS: Readonly<Record<string, Area>> = {
  crypto: {
    mutate: filesIn('src/crypto', '.ts'),
    tests: filesIn('test/crypto', '.test.ts'),
  },
  sessions: {
    mutate: filesIn('src/sessions', '.ts'),
    // The others start the app, which takes too long for each mutant.
    tests: ['test/sessions/device.test.ts', 'test/sessions/sessions.test.ts'],
  },
  tokens: {
    mutate: filesIn('src/tokens', '.ts'),
    // The others start the app or more, and test the whole path to Zoom's token endpoint.
    tests: [
      'test/tokens/access-tokens.test.ts',
      'test/tokens/idle-users.test.ts',
      'test/tokens/refresh-schedule.test.ts',
      'test/tokens/rotate-tokens.test.ts',
      'test/tokens/shared-refresh.test.ts',
      'test/tokens/token-cooldowns.test.ts',
      'test/tokens/token-reader.test.ts',
    ],
  },
  webhooks: {
    mutate: [
      'src/webhooks/handlers.ts',
      'src/webhooks/meeting-object.ts',
      'src/webhooks/process.ts',
      'src/webhooks/receive.ts',
    ],
    // The others use a database or start the app. Mutants of the batcher often never end.
    tests: [
      'test/webhooks/handlers.test.ts',
      'test/webhooks/meeting-object.test.ts',
      'test/webhooks/process.test.ts',
      'test/webhooks/receive-outcomes.test.ts',
    ],
    timeoutMS: 6_000,
  },
  requests: {
    mutate: [
      'src/plugins/authentication.ts',
      'src/plugins/body-validation.ts',
      'src/plugins/http-hardening.ts',
      'src/plugins/request-framing.ts',
      'src/plugins/request-id.ts',
      'src/plugins/well-formed-text.ts',
      'src/routes/internal-path.ts',
    ],
    // A request that never gets a response is a frequent effect, and these tests take milliseconds.
    timeoutMS: 6_000,
    tests: [...filesIn('test/plugins', '.test.ts'), ...filesIn('test/routes', '.test.ts')],
  },
};

function filesIn(folder: string, ending: string): string[] {
  return readdirSync(new URL(folder, root))
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name));
}
