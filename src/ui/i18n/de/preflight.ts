import type { Strings } from '../en/index.ts';

export const preflight: Strings['preflight'] = {
  title: 'Bereitschaftsprüfung',
  ready: 'Bereit für den Livestream',
  readyButUnknown: 'Keine Probleme gefunden, aber einige Prüfungen waren nicht möglich.',
  problems: (count) => (count === 1 ? '1 Problem beheben' : `${count} Probleme beheben`),
  notSetUp: 'Nicht eingerichtet',
  passed: (count) => (count === 1 ? '1 Prüfung bestanden' : `${count} Prüfungen bestanden`),
  retry: 'Erneut prüfen',
  checking: 'Wird geprüft …',
  fix: { zoom: 'In Zoom öffnen', form: 'Zu den Einstellungen', reconnect: 'Neu mit Zoom verbinden' },
  fixFor: (action, check) => `${action}: ${check}`,
  status: { ok: 'In Ordnung', warning: 'Warnung', problem: 'Problem', unknown: 'Nicht geprüft' },
  names: {
    connection: 'Verbindung zu Zoom',
    scopes: 'Berechtigungen',
    custom_streaming: 'Benutzerdefiniertes Streaming aktiviert',
    licence: 'Lizenz',
    encryption: 'Verschlüsselung',
    configuration: 'Livestream-Einstellungen',
    page_address: 'Seite zum Zusehen',
    same_key: 'Mehrfach verwendeter Schlüssel',
    last_start: 'Letzter Versuch',
    series: 'Serie',
  },
};
