import type { Strings } from '../en/index.ts';
import { formatNumber } from './format-number.ts';
import { meetingCount } from './meeting-count.ts';

const rowCount = (count: number) => `${formatNumber(count)} ${count === 1 ? 'Zeile' : 'Zeilen'}`;

export const bulkTable: Strings['bulkTable'] = {
  paste: 'Aus einer Tabelle einfügen',
  pasteHint:
    'Kopieren Sie die Zellen mit ihren Überschriften. Jede Zeile nennt ein Meeting: ID, Teilnahmelink oder Titel.',
  keysStay:
    'Schlüssel bleiben in diesem Tab, bis Sie die Änderungen anwenden. Dann speichert Uplink sie verschlüsselt.',
  read: 'Tabelle lesen',
  choose: 'CSV-Datei auswählen',
  drop: 'oder hierher ziehen',
  template: 'Vorlage herunterladen',
  current: 'Aktuelle Einstellungen herunterladen',
  currentHint: 'Die Dateien enthalten keine Streaming-Schlüssel.',
  collecting: (count) => `Einstellungen werden geladen … noch ${formatNumber(count)}`,
  reading: 'Tabelle wird gelesen …',
  loadingMeetings: (count, kind) =>
    `Ihre ${kind === 'webinars' ? 'Webinare' : 'Meetings'} werden geladen … ${formatNumber(count)}`,
  fileErrors: {
    spreadsheet:
      'Das ist eine Arbeitsmappe. Speichern Sie sie in Ihrem Tabellenprogramm als CSV, oder kopieren Sie die Zellen und fügen Sie sie hier ein.',
    notText: 'Diese Datei ist keine Tabelle. Wählen Sie eine CSV-Datei.',
    tooLarge: 'Diese Datei ist zu groß. Höchstens 4 MB sind möglich.',
    unreadable: 'Ihr Browser konnte diese Datei nicht lesen. Wählen Sie sie noch einmal aus.',
    empty: 'Es gibt keine Zeilen. Kopieren Sie die Überschriften und mindestens eine Zeile.',
    tooManyRows: 'Höchstens 1.000 Meetings lassen sich auf einmal ändern. Teilen Sie die Tabelle auf.',
    unavailable:
      'Die Tabelle konnte nicht gelesen werden. Prüfen Sie Ihre Verbindung, und versuchen Sie es erneut.',
  },
  readFrom: (rows, name) => `${rowCount(rows)} aus ${name || 'Ihrer Tabelle'}`,
  replace: 'Tabelle ersetzen',
  replaceQuestion: 'Diese Tabelle ersetzen? Ihre Korrekturen gehen verloren.',
  columns: 'Spalten',
  column: (number) => `Spalte ${number}`,
  unused: 'Nicht verwenden',
  noMeetingColumn: 'Wählen Sie die Spalte mit der Meeting-ID oder dem Titel.',
  fields: {
    id: 'Meeting-ID',
    title: 'Titel',
    destination: 'Ziel',
    stream_url: 'Streaming-URL',
    stream_key: 'Streaming-Schlüssel',
    page_url: 'Seite zum Zusehen',
    resolution: 'Auflösung',
  },
  idField: 'Meeting-ID, Link oder Titel',
  rows: 'Zeilen',
  line: 'Zeile',
  meeting: 'Meeting',
  where: 'Ziel',
  settings: 'Einstellungen',
  check: 'Prüfung',
  ready: 'Bereit',
  onlyProblems: (count) => `Nur fehlerhafte anzeigen (${rowCount(count)})`,
  checked: (ready, wrong) =>
    wrong === 0
      ? `${rowCount(ready)} bereit`
      : `${rowCount(ready)} bereit, ${formatNumber(wrong)} zu korrigieren`,
  edit: 'Bearbeiten',
  editRow: (line) => `Zeile ${line} bearbeiten`,
  remove: 'Entfernen',
  removeRow: (line) => `Zeile ${line} entfernen`,
  removeWrong: (count) => `Fehlerhafte entfernen (${rowCount(count)})`,
  removed: (line) => `Zeile ${line} entfernt.`,
  done: 'Fertig',
  pick: 'Meeting auswählen',
  fixFirst: (count) => `Korrigieren oder entfernen Sie zuerst ${rowCount(count)}.`,
  noRows: 'Alle Zeilen sind entfernt. Ersetzen Sie die Tabelle.',
  noDestination: 'Keines',
  problems: {
    missing: 'Meeting-ID und Titel fehlen.',
    invalidId: 'Keine Meeting-ID. Sie hat 9 bis 11 Ziffern.',
    destroyedId:
      'Excel hat diese Meeting-ID gekürzt, die letzten Ziffern sind verloren. Formatieren Sie die Spalte als Text und fügen Sie die IDs erneut ein, oder wählen Sie das Meeting aus.',
    unknownTitle: 'Keines Ihrer bevorstehenden Meetings hat diesen Titel.',
    ambiguousTitle: 'Mehrere Meetings haben diesen Titel. Wählen Sie eines aus.',
    unknownDestination: 'Kein gespeichertes Ziel hat diesen Namen.',
    ambiguousDestination: 'Mehrere gespeicherte Ziele haben diesen Namen. Benennen Sie eines um.',
    destinationAndUrl:
      'Diese Zeile hat ein gespeichertes Ziel und weitere Einstellungen. Leeren Sie eines davon.',
    settingsUnknown: 'Aktuelle Einstellungen werden geprüft …',
    keyMissing: 'Zur neuen Streaming-URL fehlt der Streaming-Schlüssel.',
    keyHidden: 'Das sind die Punkte, die einen Schlüssel verbergen. Kopieren Sie den Schlüssel selbst.',
    urlMissing: 'Dieses Meeting hat noch keinen Livestream. Ergänzen Sie die Streaming-URL.',
    badUrl: 'Keine Streaming-URL. Sie beginnt mit rtmp:// oder rtmps://.',
    badPage: 'Keine Webseite. Sie beginnt mit https://.',
    badResolution: 'Wählen Sie 720p oder 1080p.',
    nothingToChange: 'Keine neuen Einstellungen.',
    duplicate: 'Dasselbe Meeting wie in einer anderen Zeile.',
  },
  sameAs: (line) => `Dasselbe Meeting wie in Zeile ${line}.`,
  hints: {
    notListed: 'Nicht unter Ihren bevorstehenden. Die Vorschau prüft, ob es existiert.',
    otherTitle: 'Diese ID hat in Zoom einen anderen Titel.',
  },
  exampleTitle: 'Beispiel – diese Zeile löschen',
  fileName: { template: 'uplink-vorlage.csv', current: 'uplink-aktuelle-einstellungen.csv' },
  lead: (count, kind) => `${meetingCount(count, kind)} mit Einstellungen aus einer Tabelle`,
};
