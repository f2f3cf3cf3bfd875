import { escapeHtml, htmlPage } from '../html.ts';
import type { User } from '../types.ts';
import type { AuthorizationRequest } from './authorize.ts';

const licences: Record<User['type'], string> = { 1: 'Basic', 2: 'Licensed', 4: 'Unassigned', 99: 'None' };

/** The name of a user's licence, as on Zoom's pages. */
export function licenceOf(user: User): string {
  return licences[user.type];
}

/** The page on which a person picks a user or declines. It works without scripts. */
export function authorizePage(users: User[], requested: AuthorizationRequest): string {
  const repeated = Object.entries(requested)
    .map(([name, value]) => `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`)
    .join('\n');
  const host = new URL(requested.redirect_uri ?? '').host;
  return htmlPage(
    'Authorize · Zoom simulator',
    `<div class="card">
<h1>Allow the app to use your Zoom account?</h1>
<p>You will be sent back to <strong>${escapeHtml(host)}</strong>.</p>
<form method="post" action="/oauth/authorize">
${repeated}
<p id="who">Allow as</p>
<div role="group" aria-labelledby="who">
${users.map(userButton).join('\n')}
</div>
</form>
<form method="post" action="/oauth/authorize">
${repeated}
<button type="submit">Decline</button>
</form>
</div>`,
  );
}

/** The error page that Zoom shows instead of redirecting. */
export function rejectionPage(message: string): string {
  return htmlPage(
    'Error · Zoom simulator',
    `<div class="card">
<h1>This authorization request can't be used</h1>
<p class="error" role="alert">${escapeHtml(message)}</p>
<p class="soft">Check the app's client id and its list of redirect URIs.</p>
</div>`,
  );
}

function userButton(user: User): string {
  return `<button class="user" type="submit" name="user" value="${escapeHtml(user.id)}">
<strong>${escapeHtml(user.displayName)}</strong>
<span class="soft">${escapeHtml(user.email)} · ${licenceOf(user)}</span>
</button>`;
}
