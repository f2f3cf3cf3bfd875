import type { Kind } from '../api.ts';
import type { Strings } from '../strings.ts';
import { figure } from './figure.ts';

const things = (count: number, kind: Kind) => {
  if (kind === 'meetings') return `${figure(count)} ${count === 1 ? 'Meeting' : 'Meetings'}`;
  return `${figure(count)} ${count === 1 ? 'Webinar' : 'Webinare'}`;
};

export const bulk: Strings['bulk'] = {
  title: 'Viele ändern',
  lead: 'Ändern Sie auf einmal, wohin viele Meetings oder Webinare streamen. Sie sehen jeden Unterschied, bevor etwas geschieht, und können alles zusammen rückgängig machen.',
  kind: 'Was geändert wird',
  which: 'Welche davon',
  byList: 'Aus einer Liste auswählen',
  byFilter: 'Nach Wörtern und Datum',
  chooseAll: 'Alle aufgeführten auswählen',
  chosen: (count, kind) => `${things(count, kind)} ausgewählt.`,
  words: 'Wörter im Thema',
  wordsHint: 'Groß- und Kleinschreibung ist egal. Leer heißt: jedes Thema.',
  from: 'Von',
  to: 'Bis einschließlich',
  datesHint: 'Ohne Datum zählt alles Bevorstehende und was keine feste Zeit hat.',
  what: 'Was sie bekommen',
  byDestination: 'Ein gespeichertes Ziel',
  byFields: 'Einzelne Einstellungen',
  destination: 'Ziel',
  noDestinations: 'Sie haben noch kein gespeichertes Ziel.',
  toDestinations: 'Ziel hinzufügen',
  fieldsHint: 'Was Sie leer lassen, bleibt überall, wie es ist.',
  unchanged: 'Unverändert lassen',
  preview: 'Zeigen, was sich ändern würde',
  previewing: 'Zoom wird nach jedem einzelnen gefragt …',
  neededMeetings: 'Wählen Sie zuerst mindestens eines aus.',
  neededFilter:
    'Geben Sie zuerst Wörter oder ein Datum ein. Um alle zu ändern, wählen Sie sie in der Liste aus.',
  neededChanges: 'Wählen Sie ein Ziel, oder füllen Sie mindestens eine Einstellung aus.',
  neededDates: 'Der letzte Tag liegt vor dem ersten.',
  previewTitle: 'Was sich ändern würde',
  previewNote: 'Noch ist nichts geändert.',
  leave: 'Was Sie hier ausgewählt und eingetragen haben, geht verloren. Trotzdem verlassen?',
  counts: ({ would, same, unknown, cannot }) =>
    [
      `${figure(would)} ${would === 1 ? 'würde' : 'würden'} sich ändern`,
      same ? `${figure(same)} ${same === 1 ? 'hat' : 'haben'} es schon` : '',
      unknown ? `${figure(unknown)} noch nicht angesehen` : '',
      cannot ? `${figure(cannot)} ${cannot === 1 ? 'lässt' : 'lassen'} sich nicht ändern` : '',
    ]
      .filter(Boolean)
      .join(', '),
  noneFound: 'Nichts von Ihnen passt dazu. Verwenden Sie andere Wörter oder Tage.',
  apply: ({ would, unknown }, kind) => {
    if (unknown === 0) return `${things(would, kind)} ändern`;
    if (would === 0) return `Bei ${things(unknown, kind)} versuchen`;
    return `${figure(would)} ändern, bei ${figure(unknown)} weiteren versuchen`;
  },
  applying: 'Wird begonnen …',
  back: 'Neu auswählen',
  item: 'Meeting oder Webinar',
  state: 'Stand',
  difference: 'Vorher und nachher',
  before: 'Vorher',
  after: 'Nachher',
  none: 'Nichts',
  outlook: {
    would: 'Würde sich ändern',
    same: 'Hat es schon',
    unknown: 'Noch nicht angesehen',
    cannot: 'Nicht zu ändern',
  },
  key: (hint) => (hint ? `endet auf ${hint}` : 'ein Schlüssel'),
  runTitle: 'Änderung an vielen',
  loading: 'Der Stand wird gelesen …',
  status: { queued: 'Wartet auf den Beginn', running: 'Läuft', done: 'Beendet', cancelled: 'Abgebrochen' },
  row: {
    pending: 'Wartet',
    done: 'Erledigt',
    failed: 'Fehlgeschlagen',
    skipped: 'Unverändert gelassen',
    cancelled: 'Abgebrochen',
  },
  progress: 'Fortschritt',
  progressOf: (over, total) => `${figure(over)} von ${figure(total)}`,
  summary: (done, failed, others) =>
    [
      `${figure(done)} erledigt`,
      failed ? `${figure(failed)} fehlgeschlagen` : '',
      others ? `${figure(others)} unverändert oder abgebrochen` : '',
    ]
      .filter(Boolean)
      .join(', '),
  stays: 'Sie können diese Seite verlassen: Es geht weiter, und diese Adresse zeigt den Stand.',
  cancel: 'Den Rest abbrechen',
  cancelling: 'Wird abgebrochen …',
  undo: 'Alles rückgängig machen',
  undoing: 'Das Rückgängigmachen beginnt …',
  undoTitle: 'Alles rückgängig machen?',
  undoBody:
    'Alles, was erledigt wurde, bekommt zurück, was es vorher hatte. Was seither jemand anders geändert hat, bleibt, wie es ist.',
  another: 'Andere ändern',
  untitled: (id) => `ID ${id}`,
};
