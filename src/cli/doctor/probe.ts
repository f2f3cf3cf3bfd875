import { Agent, errors, request } from 'undici';

/** Maximum duration of one request (milliseconds). */
const TIMEOUT_MS = 5_000;
const MAX_BODY_BYTES = 1024 * 1024;

export interface ProbeRequest {
  method?: 'GET' | 'POST';
  headers?: Record<string, string>;
  body?: string;
}

export type ProbeResult =
  | {
      outcome: 'response';
      status: number;
      headers: Record<string, string | string[] | undefined>;
      text: string;
    }
  /** `code` is Node's error code, such as `ENOTFOUND`, or `TIMEOUT` or `OTHER`. */
  | { outcome: 'error'; code: string };

/** Sends one request, once, with a timeout. Does not follow redirects. Never rejects. */
export type Probe = (url: string, request?: ProbeRequest) => Promise<ProbeResult>;

export function createProbe(): { probe: Probe; close: () => Promise<void> } {
  const agent = new Agent({ connect: { timeout: TIMEOUT_MS }, keepAliveTimeout: 1_000 });
  return {
    probe: (url, options = {}) => send(agent, url, options),
    close: () => agent.destroy(),
  };
}

async function send(
  dispatcher: Agent,
  url: string,
  { method = 'GET', headers = {}, body }: ProbeRequest,
): Promise<ProbeResult> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const response = await request(url, {
      dispatcher,
      method,
      headers: { 'accept-encoding': 'identity', 'user-agent': 'uplink-doctor', ...headers },
      body: body ?? null,
      signal,
    });
    const text = await readText(response.body);
    return { outcome: 'response', status: response.statusCode, headers: response.headers, text };
  } catch (error) {
    return { outcome: 'error', code: signal.aborted ? 'TIMEOUT' : codeOf(error) };
  }
}

/** Reads the beginning of a body: no check needs more. */
async function readText(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= MAX_BODY_BYTES) break;
  }
  return Buffer.concat(chunks).toString('utf8');
}

function codeOf(error: unknown): string {
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  const isTimeout = [errors.ConnectTimeoutError, errors.HeadersTimeoutError, errors.BodyTimeoutError].some(
    (each) => error instanceof each,
  );
  if (isTimeout) return 'TIMEOUT';
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /^[A-Z][A-Z0-9_]{2,60}$/.test(code) ? code : 'OTHER';
}

const MEANINGS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'the name does not resolve',
  EAI_AGAIN: 'the name cannot be resolved',
  ECONNREFUSED: 'nothing is listening there',
  ECONNRESET: 'the connection was reset',
  EHOSTUNREACH: 'there is no route to the host',
  ENETUNREACH: 'there is no route to the network',
  TIMEOUT: 'no response within 5 s',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
  UND_ERR_SOCKET: 'the connection was closed',
  OTHER: 'the response is unusable',
};

/** Continues "can’t be reached: ". */
export function meaningOf(code: string): string {
  if (isNameError(code) || !isCertificateError(code))
    return MEANINGS[code] ?? `the request failed with ${code}`;
  return MEANINGS[code] ?? 'its certificate is not signed by an authority that this machine trusts';
}

export function isNameError(code: string): boolean {
  return code === 'ENOTFOUND' || code === 'EAI_AGAIN';
}

export function isCertificateError(code: string): boolean {
  return /CERT|SELF_SIGNED|UNABLE_TO_(?:GET_ISSUER|VERIFY_LEAF)/.test(code);
}
