import type { Strings } from '../en/index.ts';
import { formatNumber } from './format-number.ts';
import { meetingCount } from './meeting-count.ts';

/** The names of the services come from the English messages, see `i18n/index.ts`. */
type GermanDestinations = Omit<Strings['destinations'], 'services'> & {
  services: Pick<Strings['destinations']['services'], 'custom'>;
};

export const destinations: GermanDestinations = {
  title: 'Ziele',
  lead: 'Speichern Sie Ihre Ziele einmal und verwenden Sie sie in jedem Meeting oder Webinar.',
  loading: 'Ziele werden geladen …',
  empty: 'Noch keine Ziele.',
  emptySteps: [
    'Speichern Sie Streaming-URL und Streaming-Schlüssel Ihres Kanals einmal.',
    'Wählen Sie das Ziel in jedem Meeting oder Webinar nach Namen aus.',
    'Wenn sich der Schlüssel ändert, aktualisieren Sie alle zusammen.',
  ],
  addService: (service) => `${service} hinzufügen`,
  add: 'Ziel hinzufügen',
  edit: 'Bearbeiten',
  editOf: (name) => `${name} bearbeiten`,
  delete: 'Löschen',
  deleteOf: (name) => `${name} löschen`,
  moreOf: (name) => `Weitere Aktionen für ${name}`,
  copyUrl: 'Streaming-URL kopieren',
  urlCopied: 'Streaming-URL kopiert.',
  copyFailed: 'Kopieren nicht möglich. Wählen Sie den Namen, um die Streaming-URL anzuzeigen.',
  usedBy: (meetings, webinars) =>
    meetings + webinars === 0
      ? 'Noch nicht verwendet'
      : `Verwendet von ${meetingsAndWebinars(meetings, webinars)}`,
  next: 'als Nächstes:',
  notUpdated: (count) => `${formatNumber(count)} nicht aktualisiert`,
  lastUsed: (age) => `Zuletzt verwendet: ${age}`,
  loadingMeetings: 'Meetings werden geladen …',
  meetingsTitle: 'Verwendet von',
  noMeetings: 'Noch kein Meeting oder Webinar verwendet dieses Ziel.',
  previousKey: 'Bisherige URL oder bisheriger Schlüssel',
  andMore: (count) => `und ${formatNumber(count)} weitere`,
  keyHidden: (hint) => (hint ? `••••••••${hint}` : '••••••••'),
  newTitle: 'Neues Ziel',
  editTitle: (name) => `${name} bearbeiten`,
  name: 'Name',
  nameHint: 'Zum Beispiel „YouTube-Hauptkanal“.',
  service: 'Dienst',
  serviceHint: 'Trägt die Streaming-URL des Dienstes ein.',
  addressNote: 'Fügen Sie URL und Schlüssel zusammen ein; Uplink trennt sie.',
  pageHint: 'Wo Ihr Publikum zusieht. Leer lassen, um die Seite des Meetings zu behalten.',
  resolutionUnset: 'Keine Änderung',
  whereKey: (service) => `Schlüssel bei ${service} abrufen`,
  split: 'Der Schlüssel steht jetzt in seinem eigenen Feld.',
  confirmWarning: 'Prüfen Sie die Warnung oben, oder speichern Sie trotzdem.',
  useSuggestion: (suggestion) => `${suggestion} verwenden`,
  save: 'Speichern',
  saving: 'Wird gespeichert …',
  cancel: 'Abbrechen',
  saved: (name) => `${name} gespeichert.`,
  updateToo: (name, meetings, webinars) =>
    `${name} wird von ${meetingsAndWebinars(meetings, webinars)} noch mit der bisherigen URL oder dem bisherigen Schlüssel verwendet. Auch dort aktualisieren?`,
  previewUpdate: 'Aktualisierung ansehen',
  previewUpdateOf: (count, kind) => `Aktualisierung von ${meetingCount(count, kind)} ansehen`,
  notNow: 'Nicht jetzt',
  nothingChanged: 'Keine Änderungen zu speichern.',
  neededName: 'Geben Sie einen Namen ein.',
  neededUrl: 'Geben Sie die Streaming-URL ein.',
  neededKey: 'Geben Sie den Streaming-Schlüssel ein.',
  deleteTitle: (name) => `${name} löschen?`,
  deleteBody:
    'Meetings und Webinare, die es verwenden, behalten ihre Einstellungen. Der gespeicherte Streaming-Schlüssel lässt sich nicht wiederherstellen.',
  deleting: 'Wird gelöscht …',
  deleted: (name) => `${name} gelöscht.`,
  restoreDeleted: 'Erneut hinzufügen',
  restoreDeletedNote: 'Alles außer dem Schlüssel ist wieder ausgefüllt.',
  neededOwnKey:
    'Geben Sie den Schlüssel zu dieser URL ein. Der gespeicherte Schlüssel gehört zu einer anderen URL.',
  conflictTitle: 'Anderswo geändert, während Sie bearbeitet haben',
  keepSaved: 'Gespeicherte Version behalten',
  inStore: 'Jetzt gespeichert',
  deletedElsewhere: 'Dieses Ziel wurde anderswo gelöscht. Speichern Sie es neu, oder brechen Sie ab.',
  saveAsNew: 'Als neues Ziel speichern',
  services: { custom: 'Ein anderer Dienst' },
};

function meetingsAndWebinars(meetings: number, webinars: number): string {
  const counts = [
    meetings > 0 && meetingCount(meetings, 'meetings'),
    webinars > 0 && meetingCount(webinars, 'webinars'),
  ];
  return counts.filter(Boolean).join(' und ');
}
