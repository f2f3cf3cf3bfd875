import { createHash } from 'node:crypto';
import type { Client } from 'pg';
import { encryptionKeys as parseEncryptionKeys } from '../../src/config/secrets.ts';
import { createDataKey, wrapDataKey } from '../../src/crypto/data-key.ts';
import { sha256 } from '../../src/crypto/hash.ts';
import { createKeyRing, type KeyRing } from '../../src/crypto/key-ring.ts';
import { Secret } from '../../src/crypto/secret.ts';
import { encryptTokens } from '../../src/installations/encrypted-tokens.ts';
import type { Configuration } from '../../src/livestreams/configuration.ts';
import { onDatabase } from './database.ts';
import type { Tokens } from './zoom.ts';

export interface InstallationsOptions {
  databaseUrl: string;
  /** The keys of the instances that will read the rows. */
  encryptionKeys: string;
}

/** A simulated user who has authorized the app, with the tokens that Zoom issued. */
export interface Host extends Tokens {
  userId: string;
  /** IDs of their meetings with livestream settings. */
  meetings: string[];
}

/** Path and session for a read of a livestream. */
export interface Reader {
  path: string;
  cookie: string;
}

const BATCH = 5_000;

/**
 * Inserts installations into the database, encrypted as Uplink does, each with a session and a
 * cached livestream that was just fetched. Their tokens are invalid.
 */
export async function newSessions(options: InstallationsOptions & { count: number }): Promise<Reader[]> {
  const ring = createKeyRing(parseEncryptionKeys(options.encryptionKeys));
  const users = Array.from({ length: options.count }, (_, index) => newUser(ring, index, unknownHost(index)));
  await onDatabase(options.databaseUrl, async (client) => {
    for (let from = 0; from < users.length; from += BATCH) {
      const batch = users.slice(from, from + BATCH);
      await insert(client, batch, HOUR);
      await insertCached(client, batch);
    }
    await client.query('vacuum analyze');
  });
  return users.map(({ meetingId, cookie }) => ({ path: `/api/meetings/${meetingId}/livestream`, cookie }));
}

/**
 * The same with tokens that the simulated Zoom has issued, and without cached livestreams.
 *
 * @param options.expiresIn lifetime of the access tokens in the rows (seconds); negative for
 * expired ones
 * @returns their cookies in this order
 */
export async function newHosts(
  options: InstallationsOptions & { hosts: readonly Host[]; expiresIn?: number },
): Promise<string[]> {
  const ring = createKeyRing(parseEncryptionKeys(options.encryptionKeys));
  const users = options.hosts.map((host, index) => newUser(ring, index, host));
  await onDatabase(options.databaseUrl, (client) => insert(client, users, options.expiresIn ?? HOUR));
  return users.map(({ cookie }) => cookie);
}

const HOUR = 3600;

/** A host who does not exist in the simulated Zoom. */
export function unknownHost(index: number): Host {
  return {
    userId: `BenchUser_${String(index).padStart(12, '0')}`,
    meetings: [String(80_000_000_000 + index)],
    accessToken: 'bench-access-token',
    refreshToken: 'bench-refresh-token',
  };
}

type User = ReturnType<typeof newUser>;

function newUser(ring: KeyRing, index: number, { userId, meetings, ...tokens }: Host) {
  const [meetingId = ''] = meetings;
  const sessionId = createHash('sha256').update(`session of ${userId}`).digest('base64url');
  const dataKey = createDataKey();
  const profile = {
    displayName: `Bench User ${index}`,
    email: `user-${index}@bench.example`,
    timezone: 'Europe/Berlin',
    planType: 'licensed',
  };
  const configuration: Configuration = {
    streamUrl: 'rtmp://ingest.bench.example/live',
    streamKey: `not-a-real-key-${index}`,
    pageUrl: `https://www.bench.example/watch/${index}`,
    resolution: '720p',
  };
  const encrypt = (table: string, column: string, row: string, generation: bigint, value: object) =>
    dataKey.encrypt({ table, column, userId, row, generation }, JSON.stringify(value));
  return {
    userId,
    meetingId,
    cookie: `uplink-session=${sessionId}`,
    idHash: sha256(sessionId),
    dataKey: wrapDataKey(ring, userId, dataKey),
    profile: encrypt('installation', 'profile', userId, 0n, profile),
    configuration: encrypt('livestream', 'configuration', `meeting:${meetingId}`, 1n, configuration),
    ...encryptTokens(
      dataKey,
      { userId, generation: 1n },
      { accessToken: new Secret(tokens.accessToken), refreshToken: new Secret(tokens.refreshToken) },
    ),
  };
}

const columnOf = (users: User[]) => (name: keyof User) => users.map((user) => user[name]);

async function insert(client: Client, users: User[], expiresIn: number): Promise<void> {
  const column = columnOf(users);
  await client.query(
    `insert into installation (user_id, account_id, status, profile, data_key)
     select user_id, 'BenchAccount', 'connected', profile, data_key
     from unnest($1::text[], $2::bytea[], $3::bytea[]) as person (user_id, profile, data_key)`,
    [column('userId'), column('profile'), column('dataKey')],
  );
  await client.query(
    `insert into token (user_id, access_token, refresh_token, access_token_expires_at, generation)
     select user_id, access_token, refresh_token, now() + make_interval(secs => $4), 1
     from unnest($1::text[], $2::bytea[], $3::bytea[]) as person (user_id, access_token, refresh_token)`,
    [column('userId'), column('accessToken'), column('refreshToken'), expiresIn],
  );
  await client.query(
    `insert into session (id_hash, user_id)
     select id_hash, user_id from unnest($1::bytea[], $2::text[]) as person (id_hash, user_id)`,
    [column('idHash'), column('userId')],
  );
}

async function insertCached(client: Client, users: User[]): Promise<void> {
  const column = columnOf(users);
  await client.query(
    `insert into livestream (user_id, kind, meeting_id, configuration, source, fetched_at, version)
     select user_id, 'meeting', meeting_id, configuration, 'zoom', now(), 1
     from unnest($1::text[], $2::bigint[], $3::bytea[]) as person (user_id, meeting_id, configuration)`,
    [column('userId'), column('meetingId'), column('configuration')],
  );
}
