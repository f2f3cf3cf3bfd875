import type { Strings } from '../en/index.ts';

export const history: Strings['history'] = {
  title: 'Verlauf',
  loading: 'Der Verlauf wird gelesen …',
  empty: 'Nichts wurde geändert, seit Uplink zum ersten Mal nachgesehen hat.',
  kinds: {
    updated: 'Geändert',
    restored: 'Wiederhergestellt',
    revealed: 'Streaming-Schlüssel gezeigt',
    drift: 'In Zoom geändert',
    started: 'Livestream gestartet',
    stopped: 'Livestream gestoppt',
  },
  by: { uplink: 'hier in Uplink', zoom: 'in Zoom' },
  noticed: 'bemerkt',
  at: (day, time) => `${day}, ${time}`,
  before: 'Vorher',
  after: 'Nachher',
  setting: 'Einstellung',
  undo: 'Rückgängig machen',
  undoOf: (what, when) => `Rückgängig machen: ${what}, ${when}`,
  undoing: 'Wird wiederhergestellt …',
  undone: 'Wiederhergestellt. Zoom hat die Einstellungen von vor dieser Änderung.',
  restore: 'Wiederherstellen …',
  restoreOf: (what, when) => `Wiederherstellen … Einstellungen von vor: ${what}, ${when}`,
  restoreTitle: (when) => `Einstellungen von vor ${when} wiederherstellen?`,
  restoreBody: 'Das ändert diese Einstellungen in Zoom:',
  restoreSame: 'Zoom hat diese Einstellungen schon.',
  restoreNewer: 'Zoom hat eine neuere Version, als Sie gesehen haben. Noch ist nichts wiederhergestellt.',
  restoreAction: 'Wiederherstellen',
  now: 'Jetzt',
  afterRestore: 'Danach',
  cancel: 'Abbrechen',
  undoneUnread:
    'Zoom hat die früheren Einstellungen angenommen, aber das Zurücklesen ist fehlgeschlagen. Prüfen Sie es gleich bei Zoom.',
  none: 'Nichts',
  key: (hint) => (hint ? `Endet auf ${hint}` : 'Gesetzt'),
  otherKey: 'Ein anderer Schlüssel',
  same: 'Sichtbar ist kein Unterschied.',
  all: (count) => `Alle ${count} zeigen`,
  sinceTitle: (count) =>
    count === 1
      ? 'Seit Ihrer letzten Änderung in Zoom geändert'
      : `Seit Ihrer letzten Änderung ${count}-mal in Zoom geändert`,
};
