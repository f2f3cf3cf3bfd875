import type { Strings } from '../en/index.ts';

export const meeting: Strings['meeting'] = {
  name: { meetings: 'Meeting', webinars: 'Webinar' },
  back: { meetings: 'Alle Meetings', webinars: 'Alle Webinare' },
  idLabel: { meetings: 'Meeting-ID', webinars: 'Webinar-ID' },
  openAsOther: { meetings: 'Als Webinar öffnen', webinars: 'Als Meeting öffnen' },
  loading: 'Der Livestream wird aus Zoom gelesen …',
  check: 'Jetzt bei Zoom prüfen',
  checking: 'Wird bei Zoom geprüft …',
  same: 'Zoom hat, was hier steht.',
  changed: 'Dies wurde in Zoom geändert, seit es zuletzt gelesen wurde.',
  changedElsewhere: 'Dies wurde eben anderswo geändert.',
  nowTitle: 'Im Augenblick',
  streamsTo: 'Streamt an',
  watchedAt: 'Zu sehen unter',
  nothing: 'Nicht eingerichtet',
};
