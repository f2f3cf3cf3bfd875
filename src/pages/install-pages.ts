import { html } from './html.ts';
import { actionLink, installPath, renderPage } from './page.ts';

/** `next`: a path of this origin to come back to; the caller has checked it. */
export type InstallPageOptions = { next?: string };

/** 400: the state is wrong, used, too old, or of another browser; or the answer names another server. */
export function startAgainPage({ next }: InstallPageOptions = {}): string {
  return renderPage({
    title: 'Please start again',
    body: html`<p>This sign-in was not begun in this browser, took longer than ten minutes, or was used before. For your safety nothing was done with it.</p>
${actionLink(installPath(next), 'Start again')}`,
  });
}

export type RefusedPageOptions = InstallPageOptions & { error: string; errorDescription?: string };

/**
 * The authorization server answered with an error (RFC 6749 §4.1.2.1). Both texts come out of the address
 * that was opened, so they may be anybody's: shown as a quotation, escaped, cut short.
 */
export function refusedPage({ error, errorDescription, next }: RefusedPageOptions): string {
  const cancelled = error === 'access_denied';
  return renderPage({
    title: cancelled ? 'You did not add Uplink' : 'Zoom did not let Uplink in',
    body: html`<p>${cancelled ? 'Nothing was changed. You can change your mind at any time.' : 'Nothing was changed. Your Zoom administrator may have to approve the app first.'}</p>
<p class="small muted">What Zoom said: <q>${shortened(errorDescription || error)}</q></p>
${actionLink(installPath(next), 'Try again')}`,
  });
}

function shortened(text: string): string {
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}

/** A Marketplace install came back without state a second time: here a person decides, not a redirect. */
export function continueWithZoomPage({ next }: InstallPageOptions = {}): string {
  return renderPage({
    title: 'One more step',
    body: html`<p>Zoom has sent you here to sign in to Uplink. To make sure that it is you, please continue once more; Zoom usually does not ask again.</p>
${actionLink(installPath(next), 'Continue with Zoom')}
<p class="small muted">If you did not ask for this, close this page. Nothing was changed.</p>`,
  });
}

export type FailedPageOptions = InstallPageOptions & { requestId?: string };

/** 502: the code could not be exchanged for tokens. */
export function exchangeFailedPage({ next, requestId }: FailedPageOptions = {}): string {
  return renderPage({
    title: 'Zoom did not finish the sign-in',
    body: html`<p>Zoom agreed, but the connection could not be completed. Nothing is stored. This is usually over in a minute.</p>
${actionLink(installPath(next), 'Try again')}
${reference(requestId)}`,
  });
}

/** 502: tokens came, but Zoom did not say whose they are. */
export function profileUnreadablePage({ next, requestId }: FailedPageOptions = {}): string {
  return renderPage({
    title: 'Zoom did not say who you are',
    body: html`<p>Uplink could not read your Zoom profile, and without it cannot tell whose meetings to show. Nothing is stored.</p>
<p>Try again. If it stays so, the app may lack the permission <code>user:read:user</code> in Zoom: tell the operator of this server.</p>
${actionLink(installPath(next), 'Try again')}
${reference(requestId)}`,
  });
}

/** 502: Zoom's answer held no refresh token, so the connection would end within the hour. */
export function noRefreshTokenPage({ next, requestId }: FailedPageOptions = {}): string {
  return renderPage({
    title: 'The connection would not last',
    body: html`<p>Zoom gave Uplink access for one hour only, with no way to renew it. Nothing is stored.</p>
<p>Try again. If it stays so, the app is set up incompletely in Zoom: tell the operator of this server.</p>
${actionLink(installPath(next), 'Try again')}
${reference(requestId)}`,
  });
}

function reference(requestId: string | undefined) {
  return requestId && html`<p class="small muted">Reference for the operator: <code>${requestId}</code></p>`;
}
