import { examine } from '../../../src/cli/doctor/examine.ts';
import { findSecrets } from '../../helpers/canaries.ts';

type Environment = Record<string, string | undefined>;

/** Names of the variables that must not appear in any output. */
const SECRET_NAMES = [
  'DATABASE_URL',
  'DATABASE_DIRECT_URL',
  'ZOOM_CLIENT_SECRET',
  'ZOOM_WEBHOOK_SECRET_TOKEN',
  'ENCRYPTION_KEYS',
  'SESSION_SECRET',
];

export function secretsIn(env: Environment): string[] {
  return SECRET_NAMES.flatMap((name) => {
    const value = env[name];
    return value === undefined || value.length < 6 ? [] : [value];
  });
}

/**
 * Runs all checks. Returns those that are not ok by name, as `status: message Fix: fix`.
 * @throws if the result contains a secret
 */
export async function examined(env: Environment): Promise<Record<string, string>> {
  const results = await examine(env);
  const found = findSecrets(secretsIn(env), JSON.stringify(results));
  if (found.length > 0) throw new Error('the result contains a secret');
  const others = results.filter(({ status }) => status !== 'ok');
  return Object.fromEntries(
    others.map(({ name, status, message, fix }) => [
      name,
      `${status}: ${message}${fix === undefined ? '' : ` Fix: ${fix}`}`,
    ]),
  );
}
