import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Code of one subject and the tests that check it. */
export interface Area {
  /** Files whose code is mutated, relative to the repository. */
  readonly mutate: readonly string[];
  /** They must not start processes, in which no mutant would be active. */
  readonly tests: readonly string[];
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
    tests: ['test/sessions/sessions.test.ts'],
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
    tests: [...filesIn('test/plugins', '.test.ts'), ...filesIn('test/routes', '.test.ts')],
  },
};

function filesIn(folder: string, ending: string): string[] {
  return readdirSync(new URL(folder, root))
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name));
}
