import { request } from 'undici';
import type { Simulator } from '../../tools/zoom-simulator/simulator.ts';

export interface ClientResponse {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
  /** The parsed body; undefined if it is empty or not JSON. */
  json: Json;
}

/** Loosely typed on purpose: the tests assert what a response contains. */
export type Json = ReturnType<typeof JSON.parse>;

export interface RequestOptions {
  headers?: Record<string, string | string[]>;
  /** Sent as JSON unless it is a string. */
  body?: unknown;
}

/**
 * An HTTP client that stores cookies and sends `sec-fetch-site` like a browser. It does not follow
 * redirects.
 */
export class Client {
  readonly url: string;
  readonly cookies = new Map<string, string>();
  readonly #simulator: Simulator;

  constructor(url: string, simulator: Simulator) {
    this.url = url;
    this.#simulator = simulator;
  }

  get = (path: string, headers: Record<string, string> = {}) => this.request('GET', path, { headers });
  post = (path: string, options: RequestOptions = {}) => this.request('POST', path, options);
  patch = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    this.request('PATCH', path, { body, headers });

  async request(
    method: string,
    path: string,
    { headers = {}, body }: RequestOptions = {},
  ): Promise<ClientResponse> {
    const isUnsafe = method !== 'GET' && method !== 'HEAD';
    const response = await request(path.startsWith('http') ? path : `${this.url}${path}`, {
      method: method as 'GET',
      headers: {
        ...(this.cookies.size === 0 ? {} : { cookie: this.cookieHeader() }),
        ...(isUnsafe ? { 'sec-fetch-site': 'same-origin' } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await response.body.text();
    this.#keepCookies(response.headers['set-cookie']);
    return { status: response.statusCode, headers: response.headers, text, json: parse(text) };
  }

  /** Installs the app as a user does: install, the simulator's authorize page, callback. */
  async signIn(userId: string, next?: string): Promise<ClientResponse> {
    const callback = await this.authorize(userId, next);
    const response = await this.get(callback);
    if (response.status !== 303) throw new Error(`sign-in failed with ${response.status}: ${response.text}`);
    return response;
  }

  /**
   * Authorizes the app.
   * @returns the URL of the callback, which the client has not requested yet
   */
  async authorize(userId: string, next?: string): Promise<string> {
    const query = next === undefined ? '' : `?next=${encodeURIComponent(next)}`;
    const install = await this.get(`/install${query}`);
    return this.#simulator.authorize(String(install.headers.location), userId);
  }

  cookieHeader(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  #keepCookies(header: string | string[] | undefined): void {
    for (const line of [header ?? []].flat()) {
      const [pair = '', ...attributes] = line.split('; ');
      const [name = '', value = ''] = pair.split('=');
      const isOver = value === '' || attributes.includes('Max-Age=0');
      if (isOver) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
  }
}

function parse(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
