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
  /** Those of the instances that will read the rows. */
  encryptionKeys: string;
}

/** A simulated user who has added the app, with what Zoom issued for them. */
export interface Host extends Tokens {
  userId: string;
  /** Meetings of theirs that are set up to be streamed. */
  meetings: string[];
}

/** What a signed-in user requests: the livestream of their own meeting. */
export interface Reader {
  path: string;
  cookie: string;
}

const BATCH = 5_000;

/**
 * Writes installations straight into the database, encrypted as Uplink does it, each with a session
 * and a cached livestream that was fetched just now. Their tokens are good for nothing.
 */
export async function newSessions(options: InstallationsOptions & { count: number }): Promise<Reader[]> {
  const ring = createKeyRing(parseEncryptionKeys(options.encryptionKeys));
  const people = Array.from({ length: options.count }, (_, index) =>
    newPerson(ring, index, strangerOf(index)),
  );
  await onDatabase(options.databaseUrl, async (client) => {
    for (let from = 0; from < people.length; from += BATCH) {
      const batch = people.slice(from, from + BATCH);
      await insert(client, batch, HOUR);
      await insertCached(client, batch);
    }
    await client.query('vacuum analyze');
  });
  return people.map(({ meetingId, cookie }) => ({ path: `/api/meetings/${meetingId}/livestream`, cookie }));
}

/**
 * The same with tokens that the simulated Zoom has issued, and nothing cached. Returns their
 * cookies in this order.
 *
 * @param expiresIn seconds for which the rows say that the access tokens are good; negative for
 * expired ones
 */
export async function newHosts(
  options: InstallationsOptions & { hosts: readonly Host[]; expiresIn?: number },
): Promise<string[]> {
  const ring = createKeyRing(parseEncryptionKeys(options.encryptionKeys));
  const people = options.hosts.map((host, index) => newPerson(ring, index, host));
  await onDatabase(options.databaseUrl, (client) => insert(client, people, options.expiresIn ?? HOUR));
  return people.map(({ cookie }) => cookie);
}

const HOUR = 3600;

/** A user who does not exist in the simulated Zoom. */
export function strangerOf(index: number): Host {
  return {
    userId: `BenchUser_${String(index).padStart(12, '0')}`,
    meetings: [String(80_000_000_000 + index)],
    accessToken: 'bench-access-token',
    refreshToken: 'bench-refresh-token',
  };
}

type Person = ReturnType<typeof newPerson>;

function newPerson(ring: KeyRing, index: number, { userId, meetings, ...tokens }: Host) {
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

const columnOf = (people: Person[]) => (name: keyof Person) => people.map((person) => person[name]);

async function insert(client: Client, people: Person[], expiresIn: number): Promise<void> {
  const column = columnOf(people);
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

async function insertCached(client: Client, people: Person[]): Promise<void> {
  const column = columnOf(people);
  await client.query(
    `insert into livestream (user_id, kind, meeting_id, configuration, source, fetched_at, version)
     select user_id, 'meeting', meeting_id, configuration, 'zoom', now(), 1
     from unnest($1::text[], $2::bigint[], $3::bytea[]) as person (user_id, meeting_id, configuration)`,
    [column('userId'), column('meetingId'), column('configuration')],
  );
}
