import { createHash } from 'node:crypto';
import { checkResponse } from './schemas/check.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from './simulator.ts';

/**
 * A minimal app for the simulator's own tests. A response that does not match its schema is thrown.
 */
export interface Client {
  simulator: Simulator;
  authorizationUrl(changes?: Record<string, string | undefined>): string;
  /** Authorizes as this user, and returns the response of the code exchange. */
  install(userId: string): Promise<ApiResponse>;
  exchange(code: string | null, changes?: Record<string, string | undefined>): Promise<ApiResponse>;
  refresh(refreshToken: unknown): Promise<ApiResponse>;
  form(path: string, fields: Record<string, string | undefined>, secret?: string): Promise<ApiResponse>;
  /** `path` is below /v2 */
  call(token: unknown, method: string, path: string, body?: unknown): Promise<ApiResponse>;
}

export interface ApiResponse {
  status: number;
  headers: Headers;
  text: string;
  json: Record<string, unknown>;
}

export const clientOptions: SimulatorOptions = {
  clientId: 'test-client',
  clientSecret: 'test-secret',
  webhookSecretToken: 'test-webhook-token',
  redirectUris: ['http://127.0.0.1:9/oauth/callback'],
};

const redirectUri = 'http://127.0.0.1:9/oauth/callback';
const verifier = 'a-code-verifier-of-more-than-43-characters-0123456789';

export async function startClient(options: Partial<SimulatorOptions> = {}): Promise<Client> {
  const simulator = await startSimulator({ ...clientOptions, ...options });

  async function send(method: string, path: string, init: RequestInit): Promise<ApiResponse> {
    const response = await fetch(simulator.url + path, { ...init, method, redirect: 'manual' });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json');
    const json: Record<string, unknown> = isJson && text ? JSON.parse(text) : {};
    const [pathname = ''] = path.split('?');
    const faults =
      isJson || text === '' ? checkResponse(method, pathname, response.status, text) : ['not JSON'];
    if (faults.length > 0) throw new Error(faults.join('\n'));
    return { status: response.status, headers: response.headers, text, json };
  }

  const client: Client = {
    simulator,
    authorizationUrl(changes = {}) {
      const query = defined({
        response_type: 'code',
        client_id: clientOptions.clientId,
        redirect_uri: redirectUri,
        state: 'the-state',
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        code_challenge_method: 'S256',
        ...changes,
      });
      return `${simulator.url}/oauth/authorize?${new URLSearchParams(query)}`;
    },
    async install(userId) {
      const redirect = new URL(await simulator.authorize(client.authorizationUrl(), userId));
      return client.exchange(redirect.searchParams.get('code'));
    },
    exchange: (code, changes = {}) =>
      client.form('/oauth/token', {
        grant_type: 'authorization_code',
        code: code ?? undefined,
        redirect_uri: redirectUri,
        code_verifier: verifier,
        ...changes,
      }),
    refresh: (refreshToken) =>
      client.form('/oauth/token', { grant_type: 'refresh_token', refresh_token: String(refreshToken) }),
    form(path, fields, secret = clientOptions.clientSecret) {
      const basic = Buffer.from(`${clientOptions.clientId}:${secret}`).toString('base64');
      return send('POST', path, {
        headers: { authorization: `Basic ${basic}` },
        body: new URLSearchParams(defined(fields)),
      });
    },
    call(token, method, path, body) {
      const headers: Record<string, string> = { authorization: `Bearer ${String(token)}` };
      if (body === undefined) return send(method, `/v2${path}`, { headers });
      headers['content-type'] = 'application/json';
      return send(method, `/v2${path}`, {
        headers,
        body: typeof body === 'string' ? body : JSON.stringify(body),
      });
    },
  };
  return client;
}

function defined(fields: Record<string, string | undefined>): Record<string, string> {
  const stored = Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Object.fromEntries(stored);
}
