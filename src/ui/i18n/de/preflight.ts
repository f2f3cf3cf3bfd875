import type { Strings } from '../en/index.ts';

export const preflight: Strings['preflight'] = {
  title: 'Vorabprüfung',
  loading: 'Es wird geprüft, ob das gehen wird …',
  ready: 'Bereit: Nichts, was gefunden wurde, steht im Weg.',
  readyButUnknown: 'Nichts, was gefunden wurde, steht im Weg, aber nicht alles ließ sich prüfen.',
  problems: (count) => (count === 1 ? 'Nicht bereit: 1 Problem.' : `Nicht bereit: ${count} Probleme.`),
  retry: 'Noch einmal prüfen',
  checking: 'Wird geprüft …',
  fix: { zoom: 'In Zoom öffnen', form: 'Zu den Einstellungen', reconnect: 'Neu mit Zoom verbinden' },
  fixFor: (action, check) => `${action}: ${check}`,
  status: { ok: 'In Ordnung', warning: 'Ansehen', problem: 'Problem', unknown: 'Nicht geprüft' },
  names: {
    connection: 'Verbindung zu Zoom',
    scopes: 'Berechtigungen',
    custom_streaming: 'Benutzerdefiniertes Streaming in Zoom',
    licence: 'Lizenz',
    encryption: 'Verschlüsselung',
    configuration: 'Livestream-Einstellungen',
    page_address: 'Seiten-URL',
    same_key: 'Streaming-Schlüssel anderswo',
    last_start: 'Letzter Start',
    series: 'Serie',
  },
};
