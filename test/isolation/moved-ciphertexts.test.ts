import { randomBytes, randomUUID } from 'node:crypto';
import t from 'tap';
import { createBulkUpdate } from '../../src/bulk-updates/bulk-update-store.ts';
import { readRows } from '../../src/bulk-updates/row-store.ts';
import { decryptContent, findFeed, storeContent, storeToken } from '../../src/calendar/feed-store.ts';
import { createDataKey, unwrapDataKey } from '../../src/crypto/data-key.ts';
import { DecryptionError } from '../../src/crypto/decryption-error.ts';
import { createKeyRing } from '../../src/crypto/key-ring.ts';
import { isKeyRingRight } from '../../src/database/key-check.ts';
import { insertDestination, readDestination } from '../../src/destinations/destination-store.ts';
import { createAuthorizationRequests } from '../../src/installations/authorization-requests.ts';
import { decryptToken } from '../../src/installations/encrypted-tokens.ts';
import { readTokens } from '../../src/installations/token-store.ts';
import { type PageKey, readPage, storePage } from '../../src/listings/page-store.ts';
import { readCached } from '../../src/livestreams/cache-reads.ts';
import { storeCached } from '../../src/livestreams/cache-store.ts';
import { EMPTY_FENCE } from '../../src/livestreams/cached-row.ts';
import { readChange, recordChange } from '../../src/livestreams/history-store.ts';
import { recordAttempt } from '../../src/livestreams/start-attempts.ts';
import { encryptSettings, readStartSettings } from '../../src/livestreams/start-settings.ts';
import { storeIntent, takeWriteLease } from '../../src/livestreams/write-lease-store.ts';
import { createHashes, createInbox } from '../../src/webhooks/inbox.ts';
import type { MeetingRef } from '../../src/zoom/meeting.ts';
import { startApp } from '../helpers/app.ts';
import { COLLEAGUE, dropCachedUser, HOST } from '../helpers/zoom-host.ts';

const uplink = await startApp(t, { startsJobs: false });
const { database } = uplink;
const { prisma, pool } = database;
const keyRing = createKeyRing(uplink.config.encryptionKeys);
await uplink.signIn(HOST);
await uplink.signIn(COLLEAGUE);

const dataKey = createDataKey();
const host = { userId: HOST, dataKey };
const configuration = { streamUrl: 'rtmp://a/b', streamKey: 'k', pageUrl: 'https://a', resolution: null };
let lastId = 70_000_000_000n;
const newId = () => String(++lastId);

/**
 * A row with an encrypted value, and whether it can be decrypted in the context of its row.
 */
interface Sample {
  /** SQL condition for the row, on columns that are not changed. */
  where: string;
  /** Decrypts the value in the context of the row's current columns. */
  isReadable(): Promise<boolean>;
}

interface EncryptedColumn {
  make(): Promise<Sample>;
  /** Column changes by the context to which they move the ciphertext. */
  moves: Record<string, string>;
}

async function rowWhere<Row>(table: string, where: string, columns: string): Promise<Row> {
  const { rows } = await pool.query(`select ${columns} from ${table} where ${where}`);
  if (rows.length !== 1) throw new Error(`${rows.length} rows of ${table}`);
  return rows[0];
}

const MEETING = 'user_id as "userId", kind::text as kind, meeting_id::text as id';
type MeetingReference = MeetingRef & { userId: string };

async function livestream(column: 'configuration' | 'intended'): Promise<Sample> {
  const meeting = { kind: 'meeting', id: newId() } as const;
  const owner = randomUUID();
  const fetched = { fence: EMPTY_FENCE, configuration, source: 'zoom', ageMs: 0 } as const;
  await storeCached(prisma, host, meeting, fetched);
  const taken = await takeWriteLease(prisma, host, meeting, { instanceId: owner });
  if (taken === undefined) throw new Error('the lease is taken');
  const intent = { kind: 'updated', before: configuration, wanted: configuration } as const;
  await storeIntent(prisma, host, meeting, {
    instanceId: owner,
    fence: taken.fence,
    intent,
    requestedMsAgo: 0,
    isRetry: false,
    change: undefined,
  });
  const where = `write_owner = '${owner}'`;
  return {
    where,
    async isReadable() {
      const { userId, ...at } = await rowWhere<MeetingReference>('livestream', where, MEETING);
      const cached = await readCached(prisma, { userId, dataKey }, at);
      return cached !== undefined && cached[column] !== null;
    },
  };
}

async function startAttempt(): Promise<Sample> {
  const meeting = { kind: 'meeting', id: newId() } as const;
  const settings = encryptSettings(host, meeting, { display_name: 'A title' });
  await recordAttempt(prisma, { userId: HOST, meeting }, 'not_started', settings);
  const { at } = await rowWhere<{ at: string }>(
    'start_attempt',
    `meeting_id = ${meeting.id}`,
    'start_attempt.at::text as at',
  );
  const where = `at = '${at}'`;
  return {
    where,
    async isReadable() {
      const { userId, ...of } = await rowWhere<MeetingReference>('start_attempt', where, MEETING);
      return (await readStartSettings(prisma, { userId, dataKey }, of)) !== undefined;
    },
  };
}

async function change(): Promise<Sample> {
  const meeting = { kind: 'meeting', id: newId() } as const;
  const content = { by: 'uplink', kind: 'updated', before: configuration, after: configuration } as const;
  await recordChange(prisma, host, meeting, content);
  const { seq } = await rowWhere<{ seq: string }>('livestream_change', `meeting_id = ${meeting.id}`, 'seq');
  const where = `seq = ${seq}`;
  return {
    where,
    async isReadable() {
      const columns = `${MEETING}, livestream_change.id::text as "changeId"`;
      const { userId, changeId, ...at } = await rowWhere<MeetingReference & { changeId: string }>(
        'livestream_change',
        where,
        columns,
      );
      return (await readChange(prisma, { userId, dataKey }, at, changeId))?.isReadable === true;
    },
  };
}

async function bulkUpdateRow(): Promise<Sample> {
  const meetingId = newId();
  const changes = { kind: 'update', fields: { streamKey: 'k' } } as const;
  const targets = [{ meetingId, topic: 'A topic', changes }];
  await pool.query('delete from bulk_update');
  await createBulkUpdate(database, dataKey, {
    userId: HOST,
    kind: 'meeting',
    undoOf: null,
    changedFields: [],
    targets,
  });
  return {
    where: 'true',
    async isReadable() {
      const columns = 'id::text as id, user_id as "userId", kind::text as kind';
      const bulk = await rowWhere<{ id: string; userId: string; kind: 'meeting' }>(
        'bulk_update',
        `id = (select bulk_update_id from bulk_update_row)`,
        columns,
      );
      const [row] = await readRows(prisma, { ...bulk, dataKey });
      return row?.content.problem === null;
    },
  };
}

async function destination(): Promise<Sample> {
  const id = randomUUID();
  const content = { name: id, ...configuration };
  await pool.query('delete from destination');
  await insertDestination(database, host, { id, service: 'custom', content, max: 100 });
  return {
    where: 'true',
    async isReadable() {
      const columns = 'id::text as id, user_id as "userId"';
      const at = await rowWhere<{ id: string; userId: string }>('destination', 'true', columns);
      return (await readDestination(prisma, { userId: at.userId, dataKey }, at.id)) !== undefined;
    },
  };
}

async function calendarFeed(): Promise<Sample> {
  await pool.query('delete from calendar_feed');
  const hash = randomBytes(32);
  await storeToken(prisma, HOST, hash);
  const list = { meetings: [], fetchedAt: 1, checkedAt: 1 };
  await storeContent(prisma, dataKey, { userId: HOST, version: 1n }, { meeting: list });
  return {
    where: 'true',
    async isReadable() {
      const row = await findFeed(prisma, hash);
      return row !== undefined && decryptContent(dataKey, row).meeting !== undefined;
    },
  };
}

async function listingPage(): Promise<Sample> {
  await pool.query('delete from listing_page');
  await pool.query('update installation set listing_version = 0');
  const key = { userId: HOST, kind: 'meeting', type: 'upcoming', pageToken: null } as const;
  await storePage(prisma, dataKey, key, { page: { meetings: [], nextPageToken: null }, version: 0n });
  return {
    where: 'true',
    async isReadable() {
      const columns = 'user_id as "userId", kind::text as kind, type, page_token as "pageToken"';
      const at = await rowWhere<PageKey>('listing_page', 'true', columns);
      return (await readPage(prisma, dataKey, { ...at, pageToken: at.pageToken || null })) !== undefined;
    },
  };
}

/** Decrypts with the user's real data key, which no other user has. */
async function token(column: 'access_token' | 'refresh_token'): Promise<Sample> {
  await uplink.signIn(HOST);
  const { wrapped } = await rowWhere<{ wrapped: Buffer }>(
    'installation',
    `user_id = '${HOST}'`,
    'data_key as wrapped',
  );
  const own = unwrapDataKey(keyRing, HOST, wrapped);
  return {
    where: `user_id = '${HOST}'`,
    async isReadable() {
      const row = await readTokens(prisma, HOST);
      if (row === undefined) return false;
      const blob = column === 'access_token' ? row.accessToken : row.refreshToken;
      return opens(() => decryptToken(own, { userId: HOST, generation: row.generation }, column, blob));
    },
  };
}

/** Signing in again repairs the value that the previous sample has moved. */
async function installation(): Promise<Sample> {
  const client = await uplink.signIn(HOST);
  return {
    where: `user_id = '${HOST}'`,
    async isReadable() {
      await dropCachedUser(uplink, HOST);
      // An unreadable installation is a lost connection.
      const { status, json } = await client.get('/api/me');
      return status === 200 && json.connection.status === 'connected';
    },
  };
}

async function authorizationRequest(): Promise<Sample> {
  await pool.query('delete from authorization_request');
  const requests = createAuthorizationRequests(database, keyRing);
  const { state } = await requests.begin('a-browser', '/');
  const { state: other } = await requests.begin('a-browser', '/');
  return {
    where: 'true',
    async isReadable() {
      const consumed = [
        await requests.consume(['a-browser'], state),
        await requests.consume(['a-browser'], other),
      ];
      return consumed.every((request) => request !== undefined);
    },
  };
}

const inbox = createInbox({ database, keyRing, hashes: createHashes(randomBytes(32)) });

async function notification(): Promise<Sample> {
  await pool.query('delete from webhook_event');
  const body = Buffer.from('{"event":"meeting.updated"}');
  const event = { event: 'meeting.updated', userId: undefined } as Parameters<typeof inbox.take>[1];
  await inbox.take(body, event);
  return {
    where: 'true',
    isReadable: () =>
      opens(async () => {
        const columns = `encode(body_hash, 'hex') as key`;
        const { key } = await rowWhere<{ key: string }>('webhook_event', 'true', columns);
        const [webhook] = await inbox.open([key]);
        webhook?.decryptBody();
      }),
  };
}

const keyCheck = async (): Promise<Sample> => ({
  where: 'id = 1',
  isReadable: () => isKeyRingRight(database, keyRing),
});

async function opens(decrypt: () => unknown): Promise<boolean> {
  try {
    await decrypt();
    return true;
  } catch (error) {
    if (error instanceof DecryptionError) return false;
    throw error;
  }
}

const toOtherUser = { 'another user': `user_id = '${COLLEAGUE}'` };
const toOtherMeeting = {
  ...toOtherUser,
  'the other kind': `kind = 'webinar'`,
  'another meeting': 'meeting_id = meeting_id + 1000000',
};
const ofOtherRow = (table: string, column: string) =>
  `${column} = (select other.${column} from ${table} other where other.ctid <> ${table}.ctid limit 1)`;

const COLUMNS: Record<string, EncryptedColumn> = {
  'livestream.configuration': {
    make: () => livestream('configuration'),
    moves: {
      ...toOtherMeeting,
      'an earlier version': 'version = version - 1',
      'the other column': 'configuration = intended',
    },
  },
  'livestream.intended': {
    make: () => livestream('intended'),
    moves: {
      ...toOtherMeeting,
      'an earlier version': 'version = version - 1',
      'the other column': 'intended = configuration',
    },
  },
  'livestream_change.content': {
    make: change,
    moves: { ...toOtherMeeting, 'another change': 'id = gen_random_uuid()' },
  },
  'start_attempt.settings': { make: startAttempt, moves: toOtherMeeting },
  'bulk_update_row.content': {
    make: bulkUpdateRow,
    moves: {
      'another meeting': 'meeting_id = meeting_id + 1',
      'another row': 'position = position + 1',
      'a later version': 'version = version + 1',
      'the other kind': `version = version; update bulk_update set kind = 'webinar'`,
      'another user': `version = version; update bulk_update set user_id = '${COLLEAGUE}'`,
    },
  },
  'destination.content': {
    make: destination,
    moves: {
      ...toOtherUser,
      'another destination': 'id = gen_random_uuid()',
      'a later version': 'version = version + 1',
    },
  },
  'calendar_feed.content': {
    make: calendarFeed,
    moves: { ...toOtherUser, 'a later version': 'version = version + 1' },
  },
  'listing_page.page': {
    make: listingPage,
    moves: {
      ...toOtherUser,
      'the other kind': `kind = 'webinar'`,
      'another type': `type = 'live'`,
      'another page': `page_token = 'next'`,
    },
  },
  'token.access_token': {
    make: () => token('access_token'),
    moves: {
      'another user': ofOtherRow('token', 'access_token'),
      'another generation': 'generation = generation + 1',
      'the other column': 'access_token = refresh_token',
    },
  },
  'token.refresh_token': {
    make: () => token('refresh_token'),
    moves: {
      'another user': ofOtherRow('token', 'refresh_token'),
      'another generation': 'generation = generation + 1',
      'the other column': 'refresh_token = access_token',
    },
  },
  'installation.profile': {
    make: installation,
    moves: { 'another user': ofOtherRow('installation', 'profile') },
  },
  'installation.data_key': {
    make: installation,
    moves: { 'another user': ofOtherRow('installation', 'data_key') },
  },
  'authorization_request.code_verifier': {
    make: authorizationRequest,
    moves: { 'another request': ofOtherRow('authorization_request', 'code_verifier') },
  },
  'webhook_event.payload': {
    make: notification,
    moves: { 'another event': `body_hash = '\\x${randomBytes(32).toString('hex')}'` },
  },
  'key_check.encrypted': { make: keyCheck, moves: {} },
};

/** Hashes, which are never decrypted. */
const HASHES = /_hash$/;

t.test('every encrypted column is covered here', async (t) => {
  const { rows } = await pool.query<{ name: string }>(
    `select table_name || '.' || column_name as name from information_schema.columns
     where table_schema = 'public' and data_type = 'bytea'`,
  );
  const encrypted = rows.map(({ name }) => name).filter((name) => !HASHES.test(name));
  t.strictSame(encrypted.sort(), Object.keys(COLUMNS).sort());
});

for (const [name, { make, moves }] of Object.entries(COLUMNS)) {
  t.test(`a value encrypted in ${name} decrypts in its own row and column`, async (t) => {
    t.equal(await (await make()).isReadable(), true);
  });

  for (const [place, assignment] of Object.entries(moves))
    t.test(`a ciphertext of ${name} that was moved to ${place} does not decrypt`, async (t) => {
      const { where, isReadable } = await make();
      const [first = '', ...rest] = assignment.split('; ');
      await pool.query(`update ${name.split('.')[0]} set ${first} where ${where}`);
      for (const statement of rest) await pool.query(statement);
      t.equal(await isReadable(), false);
    });
}
