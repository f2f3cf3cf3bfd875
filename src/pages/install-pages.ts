import { reference } from './error-pages.ts';
import { html } from './html.ts';
import { messages } from './messages.ts';
import { actionLink, installPath, renderPage } from './page.ts';
import type { Reader } from './reader.ts';

/** `next`: path on this origin to return to, validated by the caller. */
export type InstallPageOptions = { next?: string };

/** 400: the state is unknown, used, expired or another browser's, or the issuer is wrong. */
export function startAgainPage(reader: Reader, { next }: InstallPageOptions = {}): string {
  const { title, body, action } = messages[reader.language].install.startAgain;
  return renderPage(reader, {
    title,
    body: html`<p>${body}</p>
${actionLink(installPath(next), action)}`,
  });
}

/** 403: this server runs on a copy of the production database. */
export function noSignInPage(reader: Reader): string {
  const { title, body } = messages[reader.language].install.stagingCopy;
  return renderPage(reader, { title, body: html`<p>${body}</p>` });
}

export type RejectedPageOptions = InstallPageOptions & {
  /** Error code of RFC 6749 §4.1.2.1. */
  error: string;
  /** The authorization server's message: shown as a quotation, escaped and truncated. */
  quoted?: string | undefined;
};

/** 400: the authorization server returned an error. */
export function rejectedPage(reader: Reader, { error, quoted, next }: RejectedPageOptions): string {
  const { cancelled, rejected, zoomMessage, tryAgain } = messages[reader.language].install;
  const { title, body } = error === 'access_denied' ? cancelled : rejected;
  return renderPage(reader, {
    title,
    body: html`<p>${body}</p>
${quoted !== undefined && html`<p class="small muted">${zoomMessage} <q>${shortened(quoted)}</q></p>\n`}${actionLink(installPath(next), tryAgain)}`,
  });
}

function shortened(text: string): string {
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}

/**
 * 200: a second authorization response without state. The user must click, so that there is no
 * redirect loop.
 */
export function continueWithZoomPage(reader: Reader, { next }: InstallPageOptions = {}): string {
  const { title, body, action, otherwise } = messages[reader.language].install.continueWithZoom;
  return renderPage(reader, {
    title,
    body: html`<p>${body}</p>
${actionLink(installPath(next), action)}
<p class="small muted">${otherwise}</p>`,
  });
}

export type FailedPageOptions = InstallPageOptions & { requestId?: string };

/** 502: the code could not be exchanged for tokens. */
export const exchangeFailedPage = failedPage('exchangeFailed');

/** 502: tokens were issued, but the user's profile could not be read. */
export const profileUnreadablePage = failedPage('profileUnreadable');

/** 502: no refresh token was issued, so the connection would end within an hour. */
export const noRefreshTokenPage = failedPage('noRefreshToken');

type Failure = 'exchangeFailed' | 'profileUnreadable' | 'noRefreshToken';

function failedPage(failure: Failure) {
  return (reader: Reader, { next, requestId }: FailedPageOptions = {}): string => {
    const { [failure]: failed, tryAgain } = messages[reader.language].install;
    return renderPage(reader, {
      title: failed.title,
      body: html`<p>${failed.body}</p>
${'ifItPersists' in failed && html`<p>${failed.ifItPersists}</p>\n`}${actionLink(installPath(next), tryAgain)}
${reference(reader, requestId)}`,
    });
  };
}
