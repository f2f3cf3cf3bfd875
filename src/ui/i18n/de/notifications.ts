import type { Strings } from '../en/index.ts';

export const notifications: Strings['notifications'] = {
  title: 'Benachrichtigungen',
  hint: 'Meldet, wenn ein Livestream endet oder fehlschlägt oder Uplink die Verbindung zu Zoom verliert, während Uplink im Hintergrund geöffnet ist.',
  label: 'Desktop-Benachrichtigungen',
  on: 'Ein',
  off: 'Aus',
  waiting: 'Ihr Browser fragt nach der Erlaubnis …',
  undecided:
    'Die Abfrage Ihres Browsers wurde geschlossen. Schalten Sie die Benachrichtigungen erneut ein, und erlauben Sie sie.',
  unsupported: 'Dieser Browser unterstützt keine Desktop-Benachrichtigungen.',
  blocked:
    'Benachrichtigungen sind blockiert. Öffnen Sie die Website-Einstellungen neben der Adressleiste, und erlauben Sie sie.',
  storage: 'In diesem Browser gespeichert, bis Sie sich abmelden.',
  stopped: 'Livestream beendet',
  failed: 'Livestream nicht gestartet',
  sample: 'Benachrichtigungen sind eingeschaltet',
  sampleBody: 'So meldet Uplink, wenn ein Livestream endet oder fehlschlägt.',
};
