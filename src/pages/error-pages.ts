import { html } from './html.ts';
import { actionLink, renderPage } from './page.ts';

/** 404 */
export function notFoundPage(): string {
  return renderPage({
    title: 'There is no such page',
    body: html`<p>The address may be mistyped, or the page has moved.</p>
${actionLink('/', 'Go to your meetings')}`,
  });
}

/** 429; `retryAfterSeconds` as in Retry-After. */
export function tooManyRequestsPage({ retryAfterSeconds }: { retryAfterSeconds?: number } = {}): string {
  const wait =
    retryAfterSeconds && retryAfterSeconds > 0 ? `${Math.ceil(retryAfterSeconds)} seconds` : 'a minute';
  return renderPage({
    title: 'Too many tries',
    body: html`<p>There were too many requests from your network in a short time. Wait ${wait}, then try again.</p>
${actionLink('/', 'Back to the start')}`,
  });
}

/** 503: Zoom refuses this server's own credentials. No user can mend that, and no data is lost. */
export function appMisconfiguredPage({ requestId }: { requestId?: string } = {}): string {
  return renderPage({
    title: 'This server is not set up correctly',
    body: html`<p>Zoom does not accept the credentials of this server, so nobody can sign in at the moment. What is stored stays as it is.</p>
<p>Only the operator of this server can correct it. Tell them that Zoom refused the client ID or client secret.</p>
${requestId && html`<p class="small muted">Reference for the operator: <code>${requestId}</code></p>`}`,
  });
}

/** Any other failure, 5xx above all: what happened stays in the log, found by the id of the request. */
export function errorPage({ requestId }: { requestId?: string } = {}): string {
  return renderPage({
    title: 'Something went wrong',
    body: html`<p>This is our fault, not yours. Try again in a minute. If it stays so, tell the operator of this server.</p>
${requestId && html`<p class="small muted">Reference for the operator: <code>${requestId}</code></p>`}
${actionLink('/', 'Back to the start')}`,
  });
}
