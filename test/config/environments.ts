import { randomBytes } from 'node:crypto';
import { variables } from '../../src/config/table.ts';
import { ConfigError, loadConfig } from '../../src/config.ts';

export const key1 = randomBytes(32).toString('base64');
export const key2 = randomBytes(32).toString('base64');
export const session = randomBytes(32).toString('base64');
export const databaseUrl = 'postgresql://uplink:pass@db.example:5432/uplink';

/** Exactly the variables that are required outside production. */
export const needed = {
  DATABASE_URL: databaseUrl,
  ZOOM_CLIENT_ID: 'aClientId',
  ZOOM_CLIENT_SECRET: 'aClientSecret',
  ZOOM_WEBHOOK_SECRET_TOKEN: 'aSecretToken',
  ENCRYPTION_KEYS: `k1:${key1}`,
  SESSION_SECRET: session,
};
export const inProduction = {
  ...needed,
  NODE_ENV: 'production',
  PUBLIC_URL: 'https://uplink.example.org',
};
/** All variables. */
export const names = Object.keys(variables(true));

export function errorOf(env: Record<string, string | undefined>): ConfigError {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('this configuration was accepted');
}

export function errorsOf(env: Record<string, string | undefined>): readonly string[] {
  return errorOf(env).errors;
}

export function invalidNames(env: Record<string, string | undefined>): string[] {
  return errorsOf(env).map((line) => line.split(' ')[0] ?? '');
}
