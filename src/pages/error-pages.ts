import { html } from './html.ts';
import { messages } from './messages.ts';
import { actionLink, renderPage } from './page.ts';
import type { Reader } from './reader.ts';

/** 404 */
export function notFoundPage(reader: Reader): string {
  const { title, body, action } = messages[reader.language].errors.notFound;
  return renderPage(reader, {
    title,
    body: html`<p>${body}</p>
${actionLink('/', action)}`,
    languageLink: 'shown',
  });
}

/** 429. @param retryAfterSeconds as in `Retry-After` */
export function tooManyRequestsPage(
  reader: Reader,
  { retryAfterSeconds }: { retryAfterSeconds?: number } = {},
): string {
  const { tooMany, toStart } = messages[reader.language].errors;
  const isRetryKnown = retryAfterSeconds !== undefined && retryAfterSeconds > 0;
  return renderPage(reader, {
    title: tooMany.title,
    body: html`<p>${isRetryKnown ? tooMany.wait(Math.ceil(retryAfterSeconds)) : tooMany.waitAMinute}</p>
${actionLink('/', toStart)}`,
  });
}

/** 503: Zoom rejects this server's credentials. Only the operator can fix that; no data is lost. */
export function appMisconfiguredPage(reader: Reader, { requestId }: { requestId?: string } = {}): string {
  const { title, body, operator } = messages[reader.language].errors.misconfigured;
  return renderPage(reader, {
    title,
    body: html`<p>${body}</p>
<p>${operator}</p>
${reference(reader, requestId)}`,
  });
}

/** Any other error. Details are only in the log, under the request ID. */
export function errorPage(reader: Reader, { requestId }: { requestId?: string } = {}): string {
  const { unexpected, toStart } = messages[reader.language].errors;
  return renderPage(reader, {
    title: unexpected.title,
    body: html`<p>${unexpected.body}</p>
${reference(reader, requestId)}
${actionLink('/', toStart)}`,
  });
}

/** The request ID to send to the operator, if there is one. */
export function reference({ language }: Reader, requestId: string | undefined) {
  return (
    requestId &&
    html`<p class="small muted">${messages[language].errors.reference} <code>${requestId}</code></p>`
  );
}
