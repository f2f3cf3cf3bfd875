import type { Bench } from './bench.ts';
import { createDatabase, onDatabase } from './database.ts';
import type { Host } from './installations.ts';

/** A database with the tokens of the references: in plain text, in the format of Rivet. */
export interface PlainTokens {
  databaseUrl: string;
  /** @param expiresIn lifetime of the access tokens in seconds; negative for expired ones */
  add(hosts: readonly Host[], expiresIn: number): Promise<void>;
}

export async function createPlainTokens(bench: Bench, name: string): Promise<PlainTokens> {
  const databaseUrl = await createDatabase(bench, name);
  await onDatabase(databaseUrl, (client) =>
    client.query(`
      create table plain_token (user_id text primary key, token jsonb not null);
      create table plain_livestream (
        user_id text, meeting_id text, owner uuid, until timestamptz, intended jsonb, value jsonb,
        primary key (user_id, meeting_id));
      create table plain_history (
        id bigint generated always as identity primary key, user_id text, meeting_id text, before jsonb, after jsonb)`),
  );
  return {
    databaseUrl,
    async add(hosts, expiresIn) {
      const expirationTimeIso = new Date(Date.now() + expiresIn * 1000).toISOString();
      const tokens = hosts.map(({ accessToken, refreshToken }) => ({
        accessToken,
        refreshToken,
        expirationTimeIso,
        scopes: ['meeting:read:livestream', 'meeting:update:livestream'],
      }));
      await onDatabase(databaseUrl, (client) =>
        client.query('insert into plain_token select * from unnest($1::text[], $2::jsonb[])', [
          hosts.map(({ userId }) => userId),
          tokens,
        ]),
      );
    },
  };
}
