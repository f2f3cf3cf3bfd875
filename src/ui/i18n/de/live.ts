import type { Strings } from '../en/index.ts';

export const live: Strings['live'] = {
  title: 'Auf Sendung',
  start: 'Live gehen',
  starting: 'Zoom wird gebeten zu starten …',
  requested: 'Zoom ist gebeten. Hier steht „Live“, sobald Zoom sagt, dass gestreamt wird.',
  noWord:
    'Zoom hat noch nicht gesagt, dass gestreamt wird. Sehen Sie im Meeting nach, oder versuchen Sie es erneut.',
  started: 'Der Livestream läuft.',
  stop: 'Livestream stoppen',
  stopping: 'Zoom wird gebeten zu stoppen …',
  stopped: 'Der Livestream ist gestoppt.',
  stopTitle: 'Den Livestream stoppen?',
  stopBody: 'Für das Publikum endet der Stream sofort. Das Meeting selbst geht weiter.',
  keepOn: 'Weiter streamen',
  running: 'Läuft seit',
  unknown: 'Uplink hat von Zoom nicht gehört, ob gerade gestreamt wird.',
  idle: 'Gerade wird nichts gestreamt.',
  notConfigured:
    'Speichern Sie zuerst Livestream-Einstellungen: Zoom weiß noch nicht, wohin es streamen soll.',
  unsaved: 'Ihre Änderungen unten sind nicht gespeichert. Live gesendet wird mit dem, was Zoom hat.',
  needsMeeting: {
    meetings: 'Zoom kann starten, sobald das Meeting läuft.',
    webinars: 'Zoom kann starten, sobald das Webinar läuft.',
  },
  inProgress: { meetings: 'Das Meeting läuft', webinars: 'Das Webinar läuft' },
  notInProgress: { meetings: 'Das Meeting läuft nicht', webinars: 'Das Webinar läuft nicht' },
  startFirst: {
    meetings: 'Starten Sie zuerst das Meeting in Zoom. Dann können Sie hier live gehen.',
    webinars: 'Starten Sie zuerst das Webinar in Zoom. Dann können Sie hier live gehen.',
  },
  how: 'Wie es aussieht',
  layout: 'Ansicht',
  layouts: { follow_host: 'Wie der Host es sieht', gallery_view: 'Galerie', speaker_view: 'Sprecher' },
  captions: 'Untertitel',
  captionKinds: { 'burnt-in': 'Im Bild', embedded: 'Neben dem Bild, zum Einschalten', off: 'Keine' },
  displayName: 'Name des Streams',
  displayNameHint: 'Bis zu 50 Zeichen. Leer lassen, um den von Zoom zu nehmen.',
  speakerName: 'Zeigen, wer spricht',
  change: 'Aussehen ändern',
  changing: 'Wird Zoom gesagt …',
  changed: 'Zoom hat das Aussehen geändert.',
};
