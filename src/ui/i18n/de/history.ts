import type { Strings } from '../en/index.ts';

export const history: Strings['history'] = {
  title: 'Verlauf',
  loading: 'Verlauf wird geladen …',
  empty: 'Noch keine Änderungen.',
  kinds: {
    updated: 'Geändert',
    restored: 'Wiederhergestellt',
    revealed: 'Streaming-Schlüssel angezeigt',
    drift: 'In Zoom geändert',
    started: 'Livestream gestartet',
    stopped: 'Livestream gestoppt',
  },
  entries: {
    setUp: (name) =>
      name ? `Sie haben den Livestream eingerichtet: ${name}` : 'Sie haben den Livestream eingerichtet',
    switched: (what) => `Sie haben das Ziel gewechselt: ${what}`,
    updated: (what) => (what ? `Sie haben geändert: ${what}` : 'Sie haben die Einstellungen gespeichert'),
    restored: (what) =>
      what ? `Sie haben wiederhergestellt: ${what}` : 'Sie haben frühere Einstellungen wiederhergestellt',
    revealed: 'Sie haben den Streaming-Schlüssel angezeigt',
    drift: (what) => (what ? `In Zoom geändert: ${what}` : 'In Zoom geändert'),
    started: { uplink: 'Sie haben den Livestream gestartet', zoom: 'Livestream in Zoom gestartet' },
    stopped: { uplink: 'Sie haben den Livestream gestoppt', zoom: 'Livestream in Zoom gestoppt' },
  },
  noticed: (when) => `erkannt ${when}`,
  at: (day, time) => `${day}, ${time}`,
  before: 'Vorher',
  after: 'Nachher',
  setting: 'Einstellung',
  undo: 'Rückgängig machen',
  undoOf: (what, when) => `Rückgängig machen: ${what}, ${when}`,
  undoing: 'Wird wiederhergestellt …',
  undone: 'Vorherige Einstellungen wiederhergestellt.',
  restore: 'Wiederherstellen …',
  restoreOf: (what, when) => `Wiederherstellen … Einstellungen von vor: ${what}, ${when}`,
  restoreTitle: (when) => `Einstellungen von vor ${when} wiederherstellen?`,
  restoreBody: 'Diese Einstellungen ändern sich in Zoom:',
  restoreSame: 'Zoom hat diese Einstellungen bereits.',
  restoreNewer: 'Die Einstellungen wurden in Zoom geändert. Prüfen Sie sie, und stellen Sie dann wieder her.',
  restoreAction: 'Wiederherstellen',
  now: 'Jetzt',
  afterRestore: 'Danach',
  cancel: 'Abbrechen',
  undoneUnread: 'Wiederhergestellt, aber noch nicht bestätigt. Aktualisieren Sie in Kürze.',
  none: 'Keine Angabe',
  key: (hint) => (hint ? `Endet auf ${hint}` : 'Gesetzt'),
  otherKey: 'Anderer Schlüssel',
  same: 'Kein sichtbarer Unterschied.',
  all: (count) => `Alle ${count} anzeigen`,
  sinceTitle: (count) =>
    count === 1
      ? 'Seit Ihrer letzten Änderung in Zoom geändert'
      : `Seit Ihrer letzten Änderung ${count}-mal in Zoom geändert`,
};
