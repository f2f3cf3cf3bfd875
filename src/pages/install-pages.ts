import { reference } from './error-pages.ts';
import { html } from './html.ts';
import { messages } from './messages.ts';
import { actionLink, installPath, renderPage } from './page.ts';
import type { Reader } from './reader.ts';

/** `next`: a path of this origin to come back to; the caller has checked it. */
export type InstallPageOptions = { next?: string };

/** 400: the state is wrong, used, too old, or of another browser; or the answer names another server. */
export function startAgainPage(reader: Reader, { next }: InstallPageOptions = {}): string {
  const { title, body, action } = messages[reader.language].install.startAgain;
  return renderPage(reader, {
    title,
    body: html`<p>${body}</p>
${actionLink(installPath(next), action)}`,
  });
}

export type RejectedPageOptions = InstallPageOptions & {
  /** As RFC 6749 §4.1.2.1 names it. */
  error: string;
  /** The authorization server's own words: shown as a quotation, escaped, cut short. */
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

/** A Marketplace install came back without state a second time: here a person decides, not a redirect. */
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

/** 502: tokens came, but Zoom did not say whose they are. */
export const profileUnreadablePage = failedPage('profileUnreadable');

/** 502: Zoom's answer held no refresh token, so the connection would end within the hour. */
export const noRefreshTokenPage = failedPage('noRefreshToken');

type Failure = 'exchangeFailed' | 'profileUnreadable' | 'noRefreshToken';

function failedPage(failure: Failure) {
  return (reader: Reader, { next, requestId }: FailedPageOptions = {}): string => {
    const { [failure]: failed, tryAgain } = messages[reader.language].install;
    return renderPage(reader, {
      title: failed.title,
      body: html`<p>${failed.body}</p>
${'ifItStays' in failed && html`<p>${failed.ifItStays}</p>\n`}${actionLink(installPath(next), tryAgain)}
${reference(reader, requestId)}`,
    });
  };
}
