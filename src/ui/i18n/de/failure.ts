import type { Strings } from '../en/index.ts';

export const failure: Strings['failure'] = {
  unreachable: 'Keine Verbindung zu Uplink. Prüfen Sie Ihr Netz, und versuchen Sie es dann erneut.',
  unreachableSaving:
    'Die Verbindung brach ab, bevor eine Antwort kam. Ob die Änderung gespeichert wurde, ist nicht bekannt. Ihre Eingaben sind noch da; sie noch einmal zu senden schadet nicht.',
  unexpected: (status) =>
    `Uplink hat unerwartet geantwortet (${status}). Versuchen Sie es in einer Minute noch einmal.`,
  signedOut:
    'Sie sind abgemeldet. Ihre Eingaben sind noch da: Melden Sie sich in einem neuen Tab wieder an, und machen Sie dann hier weiter.',
  signIn: 'Wieder anmelden',
  retry: 'Noch einmal versuchen',
  retrySending: 'Noch einmal senden',
  notKept:
    'Zoom hat diese Einstellungen nicht behalten: Der benutzerdefinierte Livestreaming-Dienst ist ausgeschaltet.',
  turnOn: 'Einschalten ↗',
  reconnect: 'Neu mit Zoom verbinden',
  zoomMessage: (message) => `Zoom sagt: „${message}“`,
  waitSeconds: (seconds) => `Warten Sie etwa ${seconds} Sekunden, bevor Sie es erneut versuchen.`,
  waitUntil: (day, time) => `Nicht vor: ${day}, ${time}.`,
  request: (id) => `Kennung für den Support: ${id}`,
};
