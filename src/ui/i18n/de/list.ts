import type { Strings } from '../en/index.ts';
import { formatNumber } from './format-number.ts';

export const list: Strings['list'] = {
  title: { meetings: 'Meetings', webinars: 'Webinare' },
  show: 'Anzeigen',
  types: { upcoming: 'Bevorstehend', live: 'Laufend', previous: 'Vergangen' },
  zone: (zone) => `Zeiten in ${zone}.`,
  loading: 'Ihre Liste wird geholt …',
  more: 'Mehr laden',
  moreLoading: 'Mehr wird geladen …',
  shown: (count) => `${formatNumber(count)} in der Liste.`,
  empty: {
    upcoming:
      'Nichts ist geplant. Was Sie in Zoom planen, erscheint hier; ein Sofortmeeting öffnen Sie mit seiner ID.',
    live: 'Nichts von Ihnen läuft in diesem Augenblick.',
    previous: 'In der Zeit, an die Zoom sich erinnert, hat nichts stattgefunden.',
  },
  search: 'Nach Wörtern oder ID suchen',
  only: 'Livestream',
  shows: { all: 'Alle', configured: 'Eingerichtet', none: 'Nicht eingerichtet', live: 'Jetzt live' },
  found: (found, of) => `${formatNumber(found)} von ${formatNumber(of)} angezeigt.`,
  searching: (count) => `Ihre Liste wird durchsucht … bisher ${formatNumber(count)}.`,
  nothingFound: 'In Ihrer Liste ist nichts dergleichen.',
  clear: 'Wieder alle anzeigen',
  outdated: 'Ihre Liste hat sich in Zoom geändert.',
  restart: 'Neu laden',
  noTime: 'Keine feste Zeit',
  anyTime: 'Jederzeit',
  untitled: { meetings: 'Meeting ohne Titel', webinars: 'Webinar ohne Titel' },
  recurring: 'wiederkehrend',
  notConfigured: 'Nicht eingerichtet',
  notChecked: 'Noch nicht geprüft',
  uncheckedCount: (count) =>
    count === 1
      ? '1 Eintrag ist noch nicht geprüft.'
      : `${formatNumber(count)} Einträge sind noch nicht geprüft.`,
  checkMore: 'Jetzt prüfen',
  live: 'Live',
  liveSince: (time) => `Live seit ${time}`,
  idle: 'Nicht live',
  liveUnknown: 'Ob live, ist nicht bekannt',
};
