import { escapeHtml } from '../html.ts';

const requests: [string, string][] = [
  ['GET /control/users', 'all users, and whether they have the app'],
  ['PATCH /control/users/:id', '{"type": 1|2|4|99, "features": {"customLivestream": false, …}}'],
  ['POST /control/users/:id/expire-tokens', 'the user’s access tokens expire'],
  ['POST /control/users/:id/revoke', 'revokes the user’s tokens, without an event'],
  [
    'POST /control/users/:id/deauthorize',
    'the user removes the app: revokes the tokens and sends app_deauthorized',
  ],
  ['GET /control/meetings', 'all meetings; IDs are strings here. Webinars have the same requests'],
  [
    'POST /control/meetings',
    'adds a meeting; all members are optional: {"topic": …, "hostId": …, "live": true}',
  ],
  [
    'PATCH /control/meetings/:id',
    '{"live", "endToEndEncrypted", "dropsUpdates", "topic", "agenda", "startTime", "duration", "hostId", "livestream": {…} | null}',
  ],
  ['DELETE /control/meetings/:id', 'deletes it, with the event'],
  [
    'GET /control/faults · DELETE /control/faults · DELETE /control/faults/:id',
    'pending faults · clears them',
  ],
  [
    'POST /control/faults',
    '{"kind": "delay|hang|hang-after-work|answer|answer-after-work|reset|reset-after-work|truncate|gzip-bomb|stale-token|rate-limit", "method", "path": "/v2/meetings/*/livestream", "user", "times": 1 (0: until cleared), "skip", "delayMs", "status", "body", "headers", "megabytes", "httpStatus", "limit": "per-second|daily", "retryAfter": "seconds|http-date|iso-date|absent" | {"value": …}, "retryAfterSeconds"}',
  ],
  [
    'POST /control/events',
    '{"event": …, "payload": {…}, "timestamp", "eventTs", "requestId", "headers", "url"}: sends it, signed',
  ],
  ['GET /control/events', 'sent events and their attempts'],
  ['PUT /control/webhook', '{"url": … | null}: URL for events'],
  ['POST /control/webhook/validate', 'sends endpoint.url_validation and checks the response'],
  ['POST /control/retries', 'makes all pending retries now'],
  ['POST /control/clock', '{"seconds": 3600}: moves the simulator’s time forward'],
  ['GET /control/settings · PATCH /control/settings', 'behavior: lifetimes, rate limits, forms of responses'],
  ['PUT /control/scopes', '{"scopes": […], "existing_grants": false}: scopes of new authorizations'],
  ['POST /control/tokens/expire', 'all access tokens expire'],
  ['GET /control/requests · DELETE /control/requests', 'the latest 200 requests · clears them'],
  ['POST /control/reset', 'resets the state to that of the start'],
  ['POST /marketplace/add', 'form field user: what “Add” in the Marketplace does (a code without state)'],
];

/** The reference of the control API, shown on the control page. */
export function controlReference(): string {
  const rows = requests.map(
    ([request, what]) => `<tr><td><code>${escapeHtml(request)}</code></td><td>${escapeHtml(what)}</td></tr>`,
  );
  return `<section class="card" tabindex="0" aria-label="Control API"><h2>Control API</h2>
<p class="soft">Requests and responses are JSON. Successful changes return 200, 201 or 204, errors 400 or 404 with a message.</p>
<table><thead><tr><th scope="col">Request</th><th scope="col">Effect</th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table></section>`;
}
