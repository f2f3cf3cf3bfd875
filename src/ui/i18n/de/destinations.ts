import type { Strings } from '../en/index.ts';
import { meetingCount } from './meeting-count.ts';

/** The names of the services come from the English messages, see `i18n/index.ts`. */
type GermanDestinations = Omit<Strings['destinations'], 'services'> & {
  services: Pick<Strings['destinations']['services'], 'custom'>;
};

export const destinations: GermanDestinations = {
  title: 'Ziele',
  lead: 'Speichern Sie Ihre Ziele einmal und verwenden Sie sie in jedem Meeting oder Webinar.',
  loading: 'Ziele werden geladen …',
  empty: 'Noch keine Ziele. Fügen Sie Ihr erstes hinzu.',
  add: 'Ziel hinzufügen',
  edit: 'Bearbeiten',
  editOf: (name) => `${name} bearbeiten`,
  delete: 'Löschen',
  deleteOf: (name) => `${name} löschen`,
  key: 'Streaming-Schlüssel',
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
  outdated: (count, kind) =>
    `${meetingCount(count, kind)} ${count === 1 ? 'verwendet' : 'verwenden'} dieses Ziel noch mit der bisherigen URL und dem bisherigen Schlüssel.`,
  updateOutdated: (count, kind) => `${meetingCount(count, kind)} aktualisieren`,
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
