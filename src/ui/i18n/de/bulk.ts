import type { Strings } from '../en/index.ts';
import { formatNumber } from './format-number.ts';
import { meetingCount } from './meeting-count.ts';

const fieldNames: Readonly<Record<string, string>> = {
  stream_url: 'Streaming-URL',
  stream_key: 'Streaming-Schlüssel',
  page_url: 'Seite zum Zusehen',
  resolution: 'Auflösung',
};

const listed = new Intl.ListFormat('de', { type: 'conjunction' });

const MAX_TITLES = 3;

/** `: A, B, C and 4 more`; empty if no title is known. */
function shortList(titles: readonly string[]): string {
  const shown = titles.filter(Boolean).slice(0, MAX_TITLES);
  const more = titles.length - shown.length;
  if (shown.length === 0) return '';
  return `: ${listed.format([...shown, ...(more > 0 ? [`${formatNumber(more)} weitere`] : [])])}`;
}

export const bulk: Strings['bulk'] = {
  title: 'Mehrere bearbeiten',
  lead: 'Ändern Sie, wohin mehrere Meetings oder Webinare streamen. Die Vorschau zeigt jede Änderung vorab, und Sie können sie rückgängig machen.',
  kind: 'Art',
  which: 'Meetings auswählen',
  byList: 'Aus einer Liste auswählen',
  byFilter: 'Nach Titel und Datum',
  byTable: 'Aus einer Tabelle',
  byListHint: 'Einzeln auswählen.',
  byFilterHint: 'Alle passenden.',
  byTableHint: 'Einfügen oder CSV, mit eigenen Einstellungen je Meeting.',
  chooseAll: 'Alle aufgeführten auswählen',
  chosen: (count, kind) => `${meetingCount(count, kind)} ausgewählt.`,
  chosenTitles: (count, kind, titles) => `${meetingCount(count, kind)} ausgewählt${shortList(titles)}.`,
  words: 'Titel enthält',
  titleHint: 'Groß- und Kleinschreibung spielt keine Rolle; leer für alle.',
  from: 'Von',
  to: 'Bis',
  datesHint: 'Leer lassen für alle bevorstehenden Meetings, auch die ohne feste Zeit.',
  what: 'Neue Einstellungen',
  byDestination: 'Ein gespeichertes Ziel',
  byFields: 'Einzelne Einstellungen',
  destination: 'Ziel',
  noDestinations: 'Sie haben noch keine gespeicherten Ziele.',
  toDestinations: 'Ziel hinzufügen',
  fieldsHint: 'Leere Felder werden nicht geändert.',
  unchanged: 'Nicht ändern',
  preview: 'Änderungen prüfen',
  previewing: 'Vorschau wird geladen …',
  neededMeetings: 'Wählen Sie zuerst mindestens eines aus.',
  neededFilter:
    'Geben Sie einen Teil des Titels oder ein Datum ein. Um alle zu ändern, wählen Sie sie in der Liste aus.',
  neededChanges: 'Wählen Sie ein Ziel, oder füllen Sie mindestens eine Einstellung aus.',
  neededDates: 'Das Enddatum liegt vor dem Anfangsdatum.',
  neededTable: 'Fügen Sie zuerst eine Tabelle ein, oder wählen Sie eine Datei.',
  neededColumn: 'Wählen Sie die Spalte mit der Meeting-ID oder dem Titel.',
  neededRows: 'Die Tabelle hat keine Zeilen mehr. Ersetzen Sie sie.',
  neededFixes: 'Korrigieren oder entfernen Sie die Zeilen, die nicht verwendbar sind.',
  stepsLabel: 'Schritte',
  steps: { select: 'Auswahl', settings: 'Einstellungen', preview: 'Vorschau', result: 'Ergebnis' },
  change: 'Ändern',
  filtered: (found, kind, words) =>
    words
      ? `${meetingCount(found, kind)} mit „${words}“ im Titel`
      : `${meetingCount(found, kind)} nach Datum`,
  fromTable: 'Aus der Tabelle',
  settingsOf: (fields) => listed.format(fields.map((field) => fieldNames[field] ?? field)),
  group: ({ outlook, rows, from, to, fields, hasOwnKeys }, kind) => {
    const count = meetingCount(rows.length, kind);
    if (outlook === 'same') return `${count}: bereits so eingestellt`;
    if (outlook === 'unknown') return `${count}: noch nicht geprüft`;
    if (outlook === 'cannot') return `${count}: nicht änderbar`;
    const place = `${to ?? 'mehrere Ziele'}${hasOwnKeys ? ', je ein eigener Schlüssel' : ''}`;
    if (from === null || from !== to)
      return `${count}: ${from === '' ? 'Nicht eingerichtet' : (from ?? 'mehrere Ziele')} → ${place}`;
    return fields.includes('stream_key')
      ? `${count}: ${to}, ${hasOwnKeys ? 'je ein neuer Schlüssel' : 'neuer Streaming-Schlüssel'}`
      : `${count}: ${to}`;
  },
  previewTitle: 'Vorschau',
  previewNote: 'Noch wurde nichts geändert.',
  leave: 'Seite verlassen? Ihre Auswahl geht verloren.',
  counts: ({ would, same, unknown, cannot }) =>
    [
      `${formatNumber(would)} ${would === 1 ? 'würde' : 'würden'} sich ändern`,
      same ? `${formatNumber(same)} ohne Änderung` : '',
      unknown ? `${formatNumber(unknown)} noch nicht geprüft` : '',
      cannot ? `${formatNumber(cannot)} nicht änderbar` : '',
    ]
      .filter(Boolean)
      .join(', '),
  cautions: (warned, final) =>
    [
      warned ? `${formatNumber(warned)} mit Warnungen` : '',
      final
        ? `${formatNumber(final)} ${final === 1 ? 'lässt' : 'lassen'} sich nicht rückgängig machen, weil vorher nichts eingerichtet war`
        : '',
    ]
      .filter(Boolean)
      .join(', '),
  unchecked: (count, kind) =>
    `Die Ende-zu-Ende-Verschlüsselung wurde bei ${meetingCount(count, kind)} nicht geprüft.`,
  noneFound: 'Keine passenden Meetings.',
  apply: ({ would, unknown }, kind) => {
    if (unknown === 0) return `${meetingCount(would, kind)} ändern`;
    if (would === 0) return `Bei ${meetingCount(unknown, kind)} versuchen`;
    return `${formatNumber(would)} ändern, bei ${formatNumber(unknown)} weiteren versuchen`;
  },
  applying: 'Wird gestartet …',
  back: 'Zurück',
  item: 'Meeting oder Webinar',
  state: 'Status',
  difference: 'Vorher und nachher',
  before: 'Vorher',
  after: 'Nachher',
  none: 'Keine Angabe',
  outlook: {
    would: 'Würde sich ändern',
    same: 'Keine Änderung',
    unknown: 'Noch nicht geprüft',
    cannot: 'Nicht änderbar',
  },
  warning: 'Warnung',
  key: (hint) => (hint ? `endet auf ${hint}` : 'ein Schlüssel'),
  final:
    'Lässt sich nicht rückgängig machen: Vorher war nichts eingerichtet, und Zoom kann Livestream-Einstellungen nicht entfernen.',
  runTitle: 'Mehrere bearbeiten',
  loading: 'Status wird geladen …',
  status: {
    queued: 'Wartet auf den Start',
    running: 'Läuft',
    done: 'Abgeschlossen',
    cancelled: 'Abgebrochen',
  },
  row: {
    pending: 'Wartet',
    done: 'Erledigt',
    failed: 'Fehlgeschlagen',
    skipped: 'Übersprungen',
    cancelled: 'Abgebrochen',
  },
  progress: 'Fortschritt',
  progressOf: (finished, total) => `${formatNumber(finished)} von ${formatNumber(total)}`,
  summary: (done, failed, others) =>
    [
      `${formatNumber(done)} erledigt`,
      failed ? `${formatNumber(failed)} fehlgeschlagen` : '',
      others ? `${formatNumber(others)} übersprungen oder abgebrochen` : '',
    ]
      .filter(Boolean)
      .join(', '),
  stays: 'Sie können die Seite verlassen; die Änderung läuft im Hintergrund weiter.',
  cancel: 'Den Rest abbrechen',
  cancelling: 'Wird abgebrochen …',
  cancelled: 'Änderung abgebrochen.',
  undo: (undoable, changed) =>
    undoable === changed
      ? 'Alles rückgängig machen'
      : `${formatNumber(undoable)} von ${formatNumber(changed)} rückgängig machen`,
  undoing: 'Wird rückgängig gemacht …',
  undoStarted: 'Die Änderungen werden rückgängig gemacht.',
  retry: (failed) => `Fehlgeschlagene erneut versuchen (${formatNumber(failed)})`,
  retrying: 'Neuer Versuch wird gestartet …',
  retryStarted: 'Neuer Versuch gestartet.',
  undoTitle: 'Diese Änderung rückgängig machen?',
  undoBody: (undoable, changed) =>
    undoable === changed
      ? 'Jeder geänderte Livestream bekommt seine vorherigen Einstellungen zurück, sofern er seither nicht erneut geändert wurde.'
      : `${formatNumber(undoable)} von ${formatNumber(changed)} bekommen ihre vorherigen Einstellungen zurück, sofern sie seither nicht erneut geändert wurden. Die übrigen hatten vorher keinen Livestream, und Zoom kann keinen entfernen.`,
  another: 'Weitere bearbeiten',
  untitled: (id) => `ID ${id}`,
  recent: 'Letzte Änderungen',
  recentHint: 'Aus den letzten 30 Tagen.',
  aboutTopics: (titles, total) =>
    listed.format([
      ...titles,
      ...(total > titles.length ? [`${formatNumber(total - titles.length)} weitere`] : []),
    ]),
  about: ({ fields, total, kind, undo_of: undoOf }) => {
    if (undoOf) return `Rückgängig: ${meetingCount(total, kind)}`;
    return `${listed.format(fields.map((field) => fieldNames[field] ?? field))}: ${meetingCount(total, kind)}`;
  },
};
