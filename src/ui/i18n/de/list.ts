import type { Strings } from '../en/index.ts';
import { formatNumber } from './format-number.ts';

export const list: Strings['list'] = {
  title: { meetings: 'Meetings', webinars: 'Webinare' },
  show: 'Anzeigen',
  types: { upcoming: 'Bevorstehend', live: 'Laufend', previous: 'Vergangen' },
  zone: (zone) => `Zeiten in ${zone}.`,
  loading: 'Wird geladen …',
  more: 'Mehr laden',
  moreLoading: 'Mehr wird geladen …',
  shown: (count) => `${formatNumber(count)} in der Liste.`,
  empty: {
    upcoming:
      'Nichts geplant. In Zoom geplante Meetings erscheinen hier. Sofortmeetings öffnen Sie mit der ID.',
    live: 'Derzeit läuft nichts.',
    previous: 'Keine vergangenen Meetings in Zoom.',
  },
  search: 'Titel, ID oder Einladungslink',
  openReference: (id) => `${id} öffnen`,
  only: 'Livestream',
  shows: { all: 'Alle', configured: 'Eingerichtet', none: 'Nicht eingerichtet', live: 'Jetzt live' },
  found: (found, of) => `${formatNumber(found)} von ${formatNumber(of)} angezeigt.`,
  searching: (count) => `Suche läuft … bisher ${formatNumber(count)} geprüft.`,
  nothingFound: 'Keine Treffer.',
  clear: 'Filter zurücksetzen',
  outdated: 'Ihre Liste hat sich in Zoom geändert.',
  restart: 'Neu laden',
  nextHour: 'In der nächsten Stunde',
  noTime: 'Keine feste Zeit',
  anyTime: 'Jederzeit',
  untitled: { meetings: 'Meeting ohne Titel', webinars: 'Webinar ohne Titel' },
  recurring: 'wiederkehrend',
  notConfigured: 'Nicht eingerichtet',
  notChecked: 'Noch nicht geprüft',
  uncheckedCount: (count) =>
    count === 1 ? '1 Eintrag noch nicht geprüft.' : `${formatNumber(count)} Einträge noch nicht geprüft.`,
  checkMore: 'Jetzt prüfen',
  live: 'Live',
  liveSince: (time) => `Live seit ${time}`,
  idle: 'Nicht live',
  liveUnknown: 'Live-Status unbekannt',
};
