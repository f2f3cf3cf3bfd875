import type { RunningApp } from './app.ts';
import type { Client, ClientResponse } from './client.ts';

/** Everything that a journey recorded: all responses, and all values that must stay secret. */
export interface Journey {
  responses: ClientResponse[];
  /** States, codes and cookies that the browser received. */
  browserSecrets: Set<string>;
  /** Records the responses to this client. */
  watch(client: Client): Client;
}

export function recordJourney(): Journey {
  const responses: ClientResponse[] = [];
  const browserSecrets = new Set<string>();
  const record = (value: string | null) => value && value.length >= 12 && browserSecrets.add(value);

  function recordAddress(address: string): void {
    if (!URL.canParse(address, 'http://localhost')) return;
    const { searchParams } = new URL(address, 'http://localhost');
    for (const name of ['code', 'state']) record(searchParams.get(name));
  }

  return {
    responses,
    browserSecrets,
    watch(client) {
      const send = client.request.bind(client);
      client.request = async (method, path, options) => {
        recordAddress(path);
        const response = await send(method, path, options);
        responses.push(response);
        recordAddress(String(response.headers.location ?? ''));
        for (const value of client.cookies.values()) record(value);
        return response;
      };
      return client;
    },
  };
}

/** Secrets that the app exchanged with Zoom: tokens, codes, verifiers, credentials. */
export function secretsSentToZoom({ simulator }: Pick<RunningApp, 'simulator'>): Set<string> {
  const secrets = new Set<string>();
  for (const { headers, body } of simulator.requests()) {
    const authorization = headers.authorization?.split(' ')[1];
    if (authorization) secrets.add(authorization);
    const form = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
    for (const name of ['code', 'code_verifier', 'refresh_token', 'token'])
      if (typeof form[name] === 'string') secrets.add(form[name]);
  }
  return secrets;
}

/**
 * Returns the secrets that the text contains: in plain text, percent-encoded, as JSON, in base64 or
 * in hex.
 */
export function findSecrets(secrets: Iterable<string>, text: string): string[] {
  const forms = (secret: string) => [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    Buffer.from(secret).toString('base64').replace(/=+$/, ''),
    Buffer.from(secret).toString('base64url'),
    Buffer.from(secret).toString('hex'),
  ];
  return [...secrets].filter((secret) => forms(secret).some((form) => text.includes(form)));
}
