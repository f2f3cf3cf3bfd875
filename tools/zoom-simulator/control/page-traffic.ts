import { escapeHtml } from '../html.ts';
import type { Simulation } from '../simulation.ts';
import { button, card, table } from './page-elements.ts';

export function faultsSection({ faults }: Simulation): string {
  const api = '/v2/*/*/livestream';
  const offers: [string, object][] = [
    [
      'API: 503, three times',
      { kind: 'answer', status: 503, body: 'Service Unavailable', path: api, times: 3 },
    ],
    ['API: 429 for a second', { kind: 'rate-limit', path: api }],
    ['API: 429 for the day', { kind: 'rate-limit', limit: 'daily', path: api, retryAfterSeconds: 3600 }],
    ['API: hangs', { kind: 'hang', path: api }],
    ['API: 4 s slower until cleared', { kind: 'delay', delayMs: 4000, path: api, times: 0 }],
    ['Update: done, no response', { kind: 'reset-after-work', method: 'PATCH', path: api }],
    ['API: token rejected once', { kind: 'stale-token', path: api }],
    [
      'Token endpoint: 502',
      { kind: 'answer', status: 502, body: '<html>Bad Gateway</html>', path: '/oauth/token' },
    ],
    ['Token endpoint: done, no response', { kind: 'reset-after-work', path: '/oauth/token' }],
  ];
  const requested = faults
    .list()
    .map(({ id, kind, method, path, left, met }) => [
      `${escapeHtml(kind)} (${id})`,
      escapeHtml(`${method ?? 'any'} ${path ?? 'any path'}`),
      `met ${met}, ${Number.isFinite(left) ? `${left} left` : 'until cleared'}`,
      button('Remove', 'DELETE', `/control/faults/${id}`),
    ]);
  const waiting =
    requested.length > 0 ? table(['Fault', 'Where', 'Count', 'Do'], requested) : '<p>None is waiting.</p>';
  const buttons = offers.map(([label, fault]) => button(label, 'POST', '/control/faults', fault)).join(' ');
  return card('Faults', `${waiting}<p>${buttons} ${button('Clear all', 'DELETE', '/control/faults')}</p>`);
}

export function eventsSection({ app, events }: Simulation): string {
  const rows = events
    .deliveries()
    .slice(-15)
    .reverse()
    .map((delivery) => [
      escapeHtml(delivery.event),
      String(delivery.status ?? delivery.attempts.at(-1)?.error ?? 'not sent'),
      `${delivery.attempts.length}${delivery.willRetry ? ', will retry' : ''}`,
    ]);
  const where = app.webhookUrl ? escapeHtml(app.webhookUrl) : 'nowhere: no webhook URL is configured';
  return card(
    'Event notifications',
    `<p>They go to ${where}. ${button('Validate the URL', 'POST', '/control/webhook/validate')}
${button('Retry now', 'POST', '/control/retries')}
${button('One hour later', 'POST', '/control/clock', { seconds: 3600 })}
${button('Expire all access tokens', 'POST', '/control/tokens/expire')}</p>
${table(['Event', 'Response', 'Attempts'], rows)}`,
  );
}

export function requestsSection({ recorder, state }: Simulation): string {
  const rows = recorder
    .list()
    .slice(-25)
    .reverse()
    .map(({ at, method, path, user, status, fault }) => [
      new Date(at).toISOString().slice(11, 23),
      escapeHtml(`${method} ${path}`),
      escapeHtml(user ? (state.users.get(user)?.displayName ?? user) : ''),
      `${status ?? 'no response'}${fault === undefined ? '' : ` (fault ${fault})`}`,
    ]);
  return card('Latest requests', table(['Time', 'Request', 'User', 'Response'], rows));
}
