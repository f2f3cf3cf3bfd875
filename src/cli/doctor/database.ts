import { createKeyRing, type KeyRingEntry } from '../../crypto/key-ring.ts';
import { connectDatabase, type Database } from '../../database/client.ts';
import { type DeploymentUrl, readDeploymentUrl } from '../../database/deployment-url.ts';
import { causeOf } from '../../database/error-cause.ts';
import { checkHealth } from '../../database/health.ts';
import {
  inspectServer,
  proveSession,
  type ServerFacts,
  tablesWithoutPrivileges,
} from '../../database/inspect.ts';
import { countUsersWithOtherKeys, examineKeyRing } from '../../database/key-check.ts';
import { pendingMigrations, unknownMigrations } from '../../database/migrate.ts';
import { NotDeliveredError } from '../../database/pubsub-delivery.ts';
import type { Check, Finding } from './check.ts';

/** Maximum number of names in a message. */
const MAX_NAMES = 5;
const MIN_VERSION = 150_000;

export interface DatabaseCheckOptions {
  url: string;
  directUrl: string;
  keys: readonly KeyRingEntry[];
  deployment: DeploymentUrl;
}

export interface DatabaseChecks {
  checks: Check[];
  database: Database;
}

/** The checks of PostgreSQL and of what is stored in it. None of them changes anything. */
export function databaseChecks(options: DatabaseCheckOptions): DatabaseChecks {
  const { url, directUrl, keys, deployment } = options;
  const database = connectDatabase({
    url,
    directUrl,
    poolMax: 3,
    applicationName: 'uplink doctor',
    onError: () => {},
  });
  let inspected: Promise<ServerFacts> | undefined;
  const inspect = () => {
    inspected ??= inspectServer(url);
    return inspected;
  };
  const needs = ['DATABASE_URL', 'DATABASE_DIRECT_URL'];
  const check = (name: string, after: string[], run: () => Promise<Finding>): Check => ({
    name,
    needs,
    after,
    run: () => run().catch((error) => unusable(error, 'DATABASE_URL')),
  });
  const checks = [
    check('database', [], async () => reachable(await inspect())),
    check('database_version', ['database'], async () => versionFinding(await inspect())),
    check('database_writable', ['database'], async () => writableFinding(await inspect())),
    check('database_tls', ['database'], async () => tls(await inspect())),
    check('database_session', ['database'], () => session(url, directUrl)),
    check('migrations', ['database'], () => migrations(database)),
    check('database_privileges', ['migrations'], () => privileges(database)),
    {
      ...check('encryption_keys', ['migrations'], () => encryptionKeys(database, keys)),
      needs: [...needs, 'ENCRYPTION_KEYS'],
    },
    {
      ...check('own_database', ['migrations'], () => ownDatabase(database, deployment)),
      needs: [...needs, 'PUBLIC_URL'],
    },
  ];
  return { checks, database };
}

function unusable(error: unknown, variable: string): Finding {
  const { hint } = causeOf(error);
  const [message = '', fix] = hint.split(/: (.*)/s);
  return {
    status: 'failed',
    message: `The database of ${variable} can’t be used: ${message}.`,
    fix: `${variable}: ${fix ?? 'see the log of the database'}.`,
  };
}

function reachable({ isLocal }: ServerFacts): Finding {
  return {
    status: 'ok',
    message: `PostgreSQL responds ${isLocal ? 'on this machine' : 'on another machine'}.`,
  };
}

/** PostgreSQL 15 or newer is supported. */
export function versionFinding({ version: number }: Pick<ServerFacts, 'version'>): Finding {
  const major = Math.floor(number / 10_000);
  if (number >= MIN_VERSION) return { status: 'ok', message: `PostgreSQL ${major}.` };
  return {
    status: 'failed',
    message: `PostgreSQL ${major} is too old.`,
    fix: 'Upgrade the server to PostgreSQL 15 or newer.',
  };
}

/** Whether this connection accepts writes, and if not, why. */
export function writableFinding({
  isReadOnly,
  isReplica,
}: Pick<ServerFacts, 'isReadOnly' | 'isReplica'>): Finding {
  if (isReplica)
    return {
      status: 'failed',
      message: 'The server is a replica and accepts no writes.',
      fix: 'DATABASE_URL: use the host of the primary, or list both hosts and add target_session_attrs=read-write.',
    };
  if (isReadOnly)
    return {
      status: 'failed',
      message: 'Sessions are read-only.',
      fix: 'Turn default_transaction_read_only off for the role and the database, and check the server’s disk space.',
    };
  return { status: 'ok', message: 'The server accepts writes.' };
}

function tls({ tls: use, isLocal }: ServerFacts): Finding {
  if (use === 'verified')
    return { status: 'ok', message: 'The connection uses TLS with a verified certificate.' };
  if (use === 'unverified')
    return {
      status: 'ok',
      message: 'The connection uses TLS. The certificate is not verified; sslmode=verify-full verifies it.',
    };
  if (isLocal) return { status: 'ok', message: 'The server is on this machine, without TLS.' };
  return {
    status: 'warning',
    message: 'The connection to another machine is not encrypted.',
    fix: 'DATABASE_URL: add sslmode=verify-full, unless the network in between is encrypted, such as Fly’s private network.',
  };
}

async function session(url: string, directUrl: string): Promise<Finding> {
  try {
    await proveSession(url, directUrl);
    return { status: 'ok', message: 'Messages between instances are delivered.' };
  } catch (error) {
    if (!(error instanceof NotDeliveredError))
      return unusable(error, directUrl === url ? 'DATABASE_URL' : 'DATABASE_DIRECT_URL');
    const isShared = directUrl !== url;
    return {
      status: 'failed',
      message: isShared
        ? 'Messages sent through DATABASE_URL don’t arrive at DATABASE_DIRECT_URL.'
        : 'DATABASE_URL leads to a pooler in transaction mode, which delivers no messages.',
      fix: `DATABASE_DIRECT_URL: use the URL of the same database, directly or through a pooler in session mode.`,
    };
  }
}

async function migrations(database: Database): Promise<Finding> {
  const [pending, unknown] = await Promise.all([pendingMigrations(database), unknownMigrations(database)]);
  if (pending.length > 0)
    return {
      status: 'failed',
      message: `Migrations are pending: ${listOf(pending)}.`,
      fix: 'Run uplink migrate (npm run migrate).',
    };
  const { hasJobs } = await checkHealth(database);
  if (!hasJobs)
    return {
      status: 'failed',
      message: 'The job queue has not been created.',
      fix: 'Run uplink migrate (npm run migrate).',
    };
  if (unknown.length > 0)
    return {
      status: 'warning',
      message: `A newer version has migrated the database: ${listOf(unknown)}.`,
      fix: 'Run the doctor of the version that is deployed.',
    };
  return { status: 'ok', message: 'All migrations are applied.' };
}

async function privileges(database: Database): Promise<Finding> {
  const [tables, { mayUseJobs }] = await Promise.all([
    tablesWithoutPrivileges(database),
    checkHealth(database),
  ]);
  if (tables.length === 0 && mayUseJobs)
    return { status: 'ok', message: 'The user of DATABASE_URL may use all tables and the job queue.' };
  const missing = [...(tables.length > 0 ? [listOf(tables)] : []), ...(mayUseJobs ? [] : ['the job queue'])];
  return {
    status: 'failed',
    message: `The user of DATABASE_URL lacks privileges on ${missing.join(' and ')}.`,
    fix: 'Run the grants of docs/self-hosting.md, “Two database roles”, as the owner of the database.',
  };
}

async function encryptionKeys(database: Database, keys: readonly KeyRingEntry[]): Promise<Finding> {
  const keyRing = createKeyRing(keys);
  const result = await examineKeyRing(database, keyRing);
  if (result === 'unknown') return { status: 'ok', message: 'Nothing has been encrypted yet.' };
  if (result === 'wrong')
    return {
      status: 'failed',
      message: 'The keys don’t decrypt the values in the database.',
      fix: 'ENCRYPTION_KEYS: restore the keys that the database was encrypted with; uplink keys list counts the values of each. Only if they are lost: uplink keys reset.',
    };
  const unreadable = await countUsersWithOtherKeys(
    database,
    keys.map(({ id }) => id),
  );
  if (unreadable > 0)
    return {
      status: 'failed',
      message: `The data of ${unreadable} ${unreadable === 1 ? 'user' : 'users'} is encrypted with a key that is missing.`,
      fix: 'ENCRYPTION_KEYS: add the missing key again, at the end; uplink keys list counts the values of each. Only if it is lost: uplink keys reset.',
    };
  return {
    status: 'ok',
    message: `The keys decrypt the values in the database; ${keyRing.primaryId} encrypts.`,
  };
}

/** Unlike the app, the doctor stores nothing if no address was stored yet. */
async function ownDatabase(database: Database, { publicUrl, stagingCopy }: DeploymentUrl): Promise<Finding> {
  if (stagingCopy) return { status: 'skipped', message: 'STAGING_COPY is true.' };
  const stored = await readDeploymentUrl(database);
  if (stored === undefined || stored === publicUrl)
    return { status: 'ok', message: `The database belongs to ${publicUrl}.` };
  return {
    status: 'warning',
    message: `The database belongs to ${stored}, or is a copy of its database.`,
    fix: `If ${stored} is still in use, this is a copy: set STAGING_COPY=true. If ${publicUrl} replaces it, run uplink adopt.`,
  };
}

function listOf(names: readonly string[]): string {
  const more = names.length - MAX_NAMES;
  return `${names.slice(0, MAX_NAMES).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
