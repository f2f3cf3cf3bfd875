import type { Strings } from '../en/index.ts';

export const failure: Strings['failure'] = {
  unreachable: 'Uplink ist nicht erreichbar. Prüfen Sie Ihre Verbindung, und versuchen Sie es erneut.',
  unreachableSaving:
    'Die Verbindung ist abgebrochen, bevor Uplink geantwortet hat. Möglicherweise wurde nicht gespeichert. Sie können die Änderung gefahrlos erneut senden.',
  unexpected: (status) => `Ein Fehler ist aufgetreten (${status}). Versuchen Sie es in einer Minute erneut.`,
  signedOut:
    'Sie sind abgemeldet. Melden Sie sich in einem neuen Tab an, und fahren Sie dann hier fort. Ihre Eingaben bleiben erhalten.',
  signIn: 'Erneut anmelden',
  retry: 'Erneut versuchen',
  retrying: 'Neuer Versuch …',
  retrySending: 'Erneut senden',
  notKept:
    'Zoom hat diese Einstellungen nicht übernommen: Der benutzerdefinierte Livestreaming-Dienst ist deaktiviert.',
  turnOn: 'Aktivieren ↗',
  reconnect: 'Neu mit Zoom verbinden',
  zoomMessage: (message) => `Meldung von Zoom: „${message}“`,
  retryIn: (seconds) => `Neuer Versuch in ${seconds} s …`,
  waitSeconds: (seconds) => `Erneut versuchen in ${seconds} s.`,
  waitUntil: (day, time) => `Erneut versuchen ab ${day}, ${time}.`,
  request: (id) => `Support-Kennung: ${id}`,
};
