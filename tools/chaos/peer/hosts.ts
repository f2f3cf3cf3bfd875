import { randomUUID } from 'node:crypto';
import { Pool } from 'pg';
import type { Testbed } from '../harness/testbed.ts';

/** A host of the peer with an expired token. */
export interface PeerHost {
  user: string;
  meeting: string;
}

export interface PeerHosts {
  add(): Promise<PeerHost>;
  /** Whether Zoom would accept the refresh token that the peer has stored. */
  isConnected(host: PeerHost): Promise<boolean>;
  end(): Promise<void>;
}

/** Creates hosts whose tokens are stored in Rivet's format. */
export async function createPeerHosts({
  simulator,
  tokenProxy,
  databaseUrl,
  app,
}: Testbed): Promise<PeerHosts> {
  const pool = new Pool({ connectionString: databaseUrl, max: 1 });
  await pool.query('create table if not exists peer_token (user_id text primary key, token jsonb not null)');

  /** Runs the authorization code flow through the proxy, which records the grant. */
  async function authorize(user: string): Promise<{ access_token: string; refresh_token: string }> {
    const requested = { response_type: 'code', client_id: app.clientId, redirect_uri: app.redirectUri };
    const url = `${tokenProxy.url}/oauth/authorize?${new URLSearchParams(requested)}`;
    const code = new URL(await simulator.authorize(url, user)).searchParams.get('code') ?? '';
    const credentials = Buffer.from(`${app.clientId}:${app.clientSecret}`).toString('base64');
    const response = await fetch(`${tokenProxy.url}/oauth/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${credentials}` },
      body: new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: app.redirectUri }),
    });
    if (response.status !== 200) throw new Error(`the code exchange failed with ${response.status}`);
    return (await response.json()) as { access_token: string; refresh_token: string };
  }

  return {
    async add() {
      const { id: user } = simulator.addUser({ id: `Peer${randomUUID().replaceAll('-', '').slice(0, 18)}` });
      const page = 'https://example.com/live';
      const livestream = { stream_url: 'rtmp://live.example.com/app', stream_key: 'key', page_url: page };
      const { id: meeting } = simulator.addMeeting({ hostId: user, livestream });
      const { access_token: accessToken, refresh_token: refreshToken } = await authorize(user);
      const expirationTimeIso = new Date(Date.now() - 60_000).toISOString();
      const token = { accessToken, refreshToken, expirationTimeIso, scopes: ['meeting:read:livestream'] };
      await pool.query('insert into peer_token values ($1, $2)', [user, token]);
      return { user, meeting };
    },
    async isConnected({ user }) {
      const { rows } = await pool.query<{ refresh: string }>(
        `select token->>'refreshToken' as refresh from peer_token where user_id = $1`,
        [user],
      );
      return tokenProxy.tokenLog.isLive(user, rows[0]?.refresh ?? '');
    },
    end: () => pool.end(),
  };
}
