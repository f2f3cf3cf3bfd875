import { Problem } from '../problem.ts';
import type { AccessTokens } from './access-tokens.ts';

/**
 * Access tokens of a staging copy: none. The tokens in a copied database are those of production,
 * and a refresh here would invalidate them there.
 */
export const NO_ACCESS_TOKENS: AccessTokens = {
  use: rejectOnCopy,
  refreshNow: rejectOnCopy,
  async waitUntilIdle() {},
};

async function rejectOnCopy(): Promise<never> {
  throw new Problem('staging_copy');
}
