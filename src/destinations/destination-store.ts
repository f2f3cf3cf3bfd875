import { DecryptionError } from '../crypto/decryption-error.ts';
import type { EncryptionContext } from '../crypto/envelope.ts';
import type { Database } from '../database/client.ts';
import { Prisma } from '../database/generated/client.ts';
import type { SqlClient } from '../database/sql-client.ts';
import type { UserCache } from '../database/user-cache.ts';
import { createPreloaded, type Preloaded } from '../database/user-preload.ts';
import type { DataOwner } from '../installations/installation.ts';
import type { Destination, DestinationContent } from './destination.ts';
import { SERVICES, type Service } from './paste/services.ts';

/** A destination with the version of its row, for optimistic locking. */
export interface StoredDestination {
  destination: Destination;
  version: bigint;
}

type EncryptedContent = DestinationContent & Partial<Pick<Destination, 'previousTargets'>>;

interface Row {
  id: string;
  service: string;
  content: Uint8Array;
  version: bigint;
  createdAt: Date;
  lastUsedAt: Date | null;
}

const COLUMNS = Prisma.sql`id::text as id, service, content, version, created_at as "createdAt",
  last_used_at as "lastUsedAt"`;

/**
 * Reads a destination of this user. The query includes the owner, so that an id alone gives no
 * access.
 */
export async function readDestination(
  sql: SqlClient,
  user: DataOwner,
  id: string,
): Promise<StoredDestination | undefined> {
  const [row] = await sql.$queryRaw<Row[]>`
    select ${COLUMNS} from destination where user_id = ${user.userId} and id = ${id}::uuid`;
  return row && decryptRow(user, row);
}

/** Reads all destinations of this user, oldest first. */
export async function readDestinations(sql: SqlClient, user: DataOwner): Promise<Destination[]> {
  const rows = await sql.$queryRaw<Row[]>`
    select ${COLUMNS} from destination where user_id = ${user.userId} order by created_at, destination.id`;
  return rows.flatMap((row) => decryptRow(user, row)?.destination ?? []);
}

/** A few destinations of a user, as JSON. */
export interface DestinationsRow {
  rows: (Omit<Row, 'content' | 'version' | 'createdAt' | 'lastUsedAt'> & {
    content: string;
    version: string;
    createdAt: string;
    lastUsedAt: string | null;
  })[];
}

/** Users with more destinations are rare, and their rows large. */
const MAX_PRELOADED = 20;

/** A user's destinations, read when the user is found; not for a user with many of them. */
export function preloadDestinations(userCache: UserCache): Preloaded<DestinationsRow> {
  return createPreloaded<DestinationsRow>(userCache, {
    name: 'destinations',
    columns: ['rows'],
    query: (userId) => Prisma.sql`
      select case when count(*) <= ${Prisma.raw(String(MAX_PRELOADED))} then coalesce(json_agg(json_build_object(
        'id', id, 'service', service, 'content', encode(content, 'base64'), 'version', version::text,
        'createdAt', created_at, 'lastUsedAt', last_used_at) order by few.created_at, few.id), '[]') end as rows
      from (select * from destination where user_id = ${userId}
            limit ${Prisma.raw(String(MAX_PRELOADED + 1))}) as few`,
  });
}

/** Decrypts preloaded destinations, oldest first. */
export function decryptPreloaded(user: DataOwner, { rows }: DestinationsRow): Destination[] {
  return rows.flatMap(({ content, version, createdAt, lastUsedAt, ...row }) => {
    const stored = {
      ...row,
      content: Buffer.from(content, 'base64'),
      version: BigInt(version),
      createdAt: new Date(createdAt),
      lastUsedAt: lastUsedAt === null ? null : new Date(lastUsedAt),
    };
    return decryptRow(user, stored)?.destination ?? [];
  });
}

/** @returns undefined if the ciphertext is another row's or an earlier version's */
function decryptRow({ userId, dataKey }: DataOwner, row: Row): StoredDestination | undefined {
  const { id, version, createdAt, lastUsedAt } = row;
  try {
    const { previousTargets = [], ...content }: EncryptedContent = JSON.parse(
      dataKey.decrypt(contextFor(userId, id, version), row.content),
    );
    const service = knownService(row.service);
    return { destination: { ...content, id, service, createdAt, lastUsedAt, previousTargets }, version };
  } catch (error) {
    if (error instanceof DecryptionError) return undefined;
    throw error;
  }
}

function knownService(text: string): Service {
  return SERVICES.find((service) => service === text) ?? 'custom';
}

/**
 * Stores a new destination, unless the user already has `max` or was erased. Locks the user's row,
 * so that concurrent inserts neither exceed the limit nor get the same time.
 * @returns time of creation; undefined if nothing was stored
 */
export async function insertDestination(
  { prisma }: Database,
  user: DataOwner,
  { id, service, content, max }: { id: string; service: Service; content: DestinationContent; max: number },
): Promise<Date | undefined> {
  const { userId } = user;
  const version = 1n;
  const encrypted = encryptContent(user, { id, version }, content);
  const [, inserted] = await prisma.$transaction([
    prisma.$executeRaw`select from installation where user_id = ${userId} for no key update`,
    prisma.$queryRaw<{ createdAt: Date }[]>`
      insert into destination (id, user_id, service, content, version, created_at, updated_at)
      select ${id}::uuid, user_id, ${service}, ${encrypted}, ${version},
             greatest(now(), (select max(created_at) + interval '1 millisecond' from destination
                              where user_id = ${userId})), now()
      from installation
      where user_id = ${userId} and (select count(*) from destination where user_id = ${userId}) < ${max}
      returning created_at as "createdAt"`,
  ]);
  return inserted[0]?.createdAt;
}

/** Stores a change, unless another request has stored one since `version`. */
export async function replaceDestination(
  sql: SqlClient,
  user: DataOwner,
  version: bigint,
  { id, service, createdAt: _, lastUsedAt: __, ...content }: Destination,
): Promise<boolean> {
  const next = version + 1n;
  const encrypted = encryptContent(user, { id, version: next }, content);
  const stored = await sql.$executeRaw`
    update destination set service = ${service}, content = ${encrypted}, version = ${next}, updated_at = now()
    where user_id = ${user.userId} and id = ${id}::uuid and version = ${version}`;
  return stored === 1;
}

/** Uses that follow within this time are not stored: a bulk update can use one for many meetings. */
const USE_PRECISION_SECONDS = 60;

/** Records that a livestream was set to this destination. */
export async function recordDestinationUse(sql: SqlClient, userId: string, id: string): Promise<void> {
  await sql.$executeRaw`
    update destination set last_used_at = now()
    where user_id = ${userId} and id = ${id}::uuid
      and (last_used_at is null or last_used_at < now() - make_interval(secs => ${USE_PRECISION_SECONDS}))`;
}

export async function deleteDestination(sql: SqlClient, userId: string, id: string): Promise<boolean> {
  const deleted = await sql.$executeRaw`
    delete from destination where user_id = ${userId} and id = ${id}::uuid`;
  return deleted === 1;
}

function encryptContent(
  { userId, dataKey }: DataOwner,
  { id, version }: { id: string; version: bigint },
  { name, streamUrl, streamKey, pageUrl, resolution, previousTargets = [] }: EncryptedContent,
): Buffer<ArrayBuffer> {
  const content: EncryptedContent = { name, streamUrl, streamKey, pageUrl, resolution, previousTargets };
  return dataKey.encrypt(contextFor(userId, id, version), JSON.stringify(content));
}

function contextFor(userId: string, id: string, version: bigint): EncryptionContext {
  return { table: 'destination', column: 'content', userId, row: id, generation: version };
}
