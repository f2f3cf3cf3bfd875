import { escapeHtml, unescapeHtml } from './html.ts';

/**
 * Simulates a person with a browser, over HTTP: opens pages and presses buttons. Redirects are
 * returned, not followed.
 */
export interface Person {
  authorize(authorizationUrl: string, userId: string): Promise<string>;
  decline(authorizationUrl: string): Promise<string>;
  marketplaceAdd(userId: string): Promise<string>;
}

export function createPerson(origin: () => string): Person {
  return {
    async authorize(authorizationUrl, userId) {
      const { html, fields } = await openAuthorizePage(authorizationUrl);
      if (!html.includes(`name="user" value="${escapeHtml(userId)}"`)) {
        throw new Error(`The authorize page offers no user ${userId}.`);
      }
      fields.set('user', userId);
      return submit(new URL('/oauth/authorize', authorizationUrl), fields);
    },
    async decline(authorizationUrl) {
      const { fields } = await openAuthorizePage(authorizationUrl);
      return submit(new URL('/oauth/authorize', authorizationUrl), fields);
    },
    marketplaceAdd: (userId) =>
      submit(new URL('/marketplace/add', origin()), new URLSearchParams({ user: userId })),
  };
}

async function openAuthorizePage(url: string): Promise<{ html: string; fields: URLSearchParams }> {
  const response = await fetch(url, { redirect: 'manual' });
  const html = await response.text();
  if (response.status !== 200) throw new Error(`The authorize page reports: ${shownError(html)}`);
  const fields = new URLSearchParams();
  const firstForm = html.slice(html.indexOf('<form'), html.indexOf('</form>'));
  for (const [, name, value] of firstForm.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)) {
    fields.set(unescapeHtml(name ?? ''), unescapeHtml(value ?? ''));
  }
  return { html, fields };
}

async function submit(url: URL, fields: URLSearchParams): Promise<string> {
  const response = await fetch(url, { method: 'POST', body: fields, redirect: 'manual' });
  const location = response.headers.get('location');
  const html = await response.text();
  if (!location) throw new Error(`No redirect, but ${response.status}: ${shownError(html)}`);
  return location;
}

function shownError(html: string): string {
  const alert = /role="alert">([^<]*)</.exec(html)?.[1];
  return alert === undefined ? html.slice(0, 200) : unescapeHtml(alert);
}
