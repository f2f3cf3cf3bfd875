import type { Strings } from '../en/index.ts';

export const meeting: Strings['meeting'] = {
  name: { meetings: 'Meeting', webinars: 'Webinar' },
  back: { meetings: 'Alle Meetings', webinars: 'Alle Webinare' },
  idLabel: { meetings: 'Meeting-ID', webinars: 'Webinar-ID' },
  openAsOther: { meetings: 'Als Webinar öffnen', webinars: 'Als Meeting öffnen' },
  /** Precedes the topic in the browser's tab. */
  tab: { live: '● Live', ready: 'Bereit' },
  copyId: { meetings: 'Meeting-ID kopieren', webinars: 'Webinar-ID kopieren' },
  states: {
    'not started': 'Nicht gestartet',
    'in progress': 'Läuft',
    ended: 'Beendet',
    deleted: 'Gelöscht',
  },
  inProgressSince: (time) => `Läuft seit ${time}`,
  endedAt: (time) => `Beendet ${time}`,
  at: (day, time) => `${day}, ${time}`,
  fromTo: (day, start, end) => `${day}, ${start} – ${end}`,
  loading: 'Livestream wird geladen …',
  check: 'Aus Zoom aktualisieren',
  checking: 'Wird aktualisiert …',
  same: 'Aktuell.',
  changed: 'Diese Einstellungen wurden in Zoom geändert.',
  changedElsewhere: 'Diese Einstellungen wurden gerade anderswo geändert.',
  nowTitle: 'Aktuelle Einstellungen',
  streamsTo: 'Streamt an',
  watchedAt: 'Seite zum Zusehen',
  nothing: 'Nicht eingerichtet',
};
