import { escapeHtml } from '../html.ts';
import { licenceOf } from '../oauth/authorize-page.ts';
import type { Simulation } from '../simulation.ts';
import type { Meeting, User } from '../types.ts';
import { button, card, table } from './page-elements.ts';

export function usersSection({ state, grants }: Simulation): string {
  const rows = [...state.users.values()].map((user) => {
    const path = `/control/users/${user.id}`;
    const has = grants.of(user.id) !== undefined;
    const add = `<form method="post" action="/marketplace/add" style="display:inline"><button name="user" value="${escapeHtml(user.id)}">Marketplace: Add</button></form>`;
    return [
      `<strong>${escapeHtml(user.displayName)}</strong><br><code>${escapeHtml(user.id)}</code>`,
      `${licenceOf(user)}<br>${escapeHtml(state.accounts.get(user.accountId)?.plan ?? '')} account`,
      has ? 'has the app' : 'without the app',
      featureButtons(user, path),
      has
        ? [
            button('Expire access token', 'POST', `${path}/expire-tokens`),
            button('Revoke tokens', 'POST', `${path}/revoke`),
            button('Remove the app', 'POST', `${path}/deauthorize`),
          ].join('')
        : add,
    ];
  });
  return card('Users', table(['User', 'Licence', 'App', 'Features', 'Do'], rows));
}

function featureButtons(user: User, path: string): string {
  const names: Record<keyof User['features'], string> = {
    allowLivestreaming: 'Livestreaming',
    customLivestream: 'Custom service',
    webinarPlan: 'Webinar plan',
    webinarCustomLivestream: 'Custom service for webinars',
  };
  const features = Object.entries(names).map(([name, label]) => {
    const on = user.features[name as keyof User['features']];
    return button(`${label}: ${on ? 'on' : 'off'}`, 'PATCH', path, { features: { [name]: !on } });
  });
  const licence = user.type === 2 ? 1 : 2;
  return [
    ...features,
    button(licence === 2 ? 'License' : 'Make Basic', 'PATCH', path, { type: licence }),
  ].join('');
}

export function meetingsSection(kind: string, meetings: Meeting[], users: Map<string, User>): string {
  const rows = meetings.map((meeting) => {
    const path = `/control/${kind}/${meeting.id}`;
    return [
      `<strong>${escapeHtml(meeting.topic)}</strong><br><code>${meeting.id}</code>`,
      escapeHtml(users.get(meeting.hostId)?.displayName ?? meeting.hostId),
      `${meeting.startTime ?? 'no fixed time'}<br>${meeting.duration} min, type ${meeting.type}`,
      `${meeting.live ? 'live' : 'not started'}${meeting.streaming ? ', streaming' : ''}`,
      meeting.livestream
        ? `${escapeHtml(meeting.livestream.stream_url)}<br>${escapeHtml(meeting.livestream.page_url)}`
        : 'never configured',
      [
        button(meeting.live ? 'End' : 'Start', 'PATCH', path, { live: !meeting.live }),
        button(meeting.endToEndEncrypted ? 'Encryption: end-to-end' : 'Encryption: enhanced', 'PATCH', path, {
          endToEndEncrypted: !meeting.endToEndEncrypted,
        }),
        button(meeting.dropsUpdates ? 'Updates: dropped' : 'Updates: kept', 'PATCH', path, {
          dropsUpdates: !meeting.dropsUpdates,
        }),
        button('Delete', 'DELETE', path),
      ].join(''),
    ];
  });
  const title = kind === 'meetings' ? 'Meetings' : 'Webinars';
  return card(title, table(['Topic', 'Host', 'Time', 'State', 'Livestream', 'Do'], rows));
}
