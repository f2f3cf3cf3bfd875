import type { Strings } from '../en/index.ts';
import { meetingCount } from './meeting-count.ts';

/** Names that are the same in every language come from the main script, see `strings.ts`. */
type GermanDestinations = Omit<Strings['destinations'], 'services'> & {
  services: Pick<Strings['destinations']['services'], 'custom'>;
};

export const destinations: GermanDestinations = {
  title: 'Ziele',
  lead: 'Speichern Sie einmal, wohin Sie streamen, und wenden Sie es auf jedes Meeting oder Webinar an.',
  loading: 'Ihre Ziele werden gelesen …',
  empty: 'Noch ist nichts gespeichert. Fügen Sie den ersten Ort hinzu, an den Sie streamen.',
  add: 'Ziel hinzufügen',
  edit: 'Bearbeiten',
  editOf: (name) => `${name} bearbeiten`,
  delete: 'Löschen',
  deleteOf: (name) => `${name} löschen`,
  key: 'Streaming-Schlüssel',
  keyHidden: (hint) => (hint ? `••••••••${hint}` : '••••••••'),
  newTitle: 'Neues Ziel',
  editTitle: (name) => `${name} ändern`,
  name: 'Name',
  nameHint: 'Woran Sie es wiedererkennen, etwa „Unser YouTube-Kanal“.',
  service: 'Dienst',
  serviceHint: 'Trägt die Adresse ein, die der Dienst allen gibt.',
  addressNote: 'Sie können URL und Schlüssel zusammen einfügen: Uplink trennt sie.',
  pageHint: 'Wo das Publikum zusieht. Leer lassen, um die Seite jedes Meetings zu behalten.',
  resolutionUnset: 'Wie im Meeting',
  whereKey: (service) => `${service} öffnen und den Schlüssel holen`,
  split: 'Streaming-URL und Streaming-Schlüssel stehen jetzt in ihren Feldern.',
  confirmWarning:
    'Oben gibt es etwas zu beachten. Wählen Sie noch einmal „Speichern“, um es so zu speichern.',
  useSuggestion: (suggestion) => `${suggestion} verwenden`,
  save: 'Speichern',
  saving: 'Wird gespeichert …',
  cancel: 'Abbrechen',
  saved: (name) => `${name} ist gespeichert.`,
  outdated: (count, kind) =>
    `${meetingCount(count, kind)} ${count === 1 ? 'verwendet' : 'verwenden'} dieses Ziel noch mit der bisherigen URL und dem bisherigen Schlüssel.`,
  updateOutdated: (count, kind) => `${meetingCount(count, kind)} aktualisieren`,
  nothingChanged: 'Nichts hat sich geändert; es gibt nichts zu speichern.',
  neededName: 'Geben Sie ihm einen Namen.',
  neededUrl: 'Geben Sie die Streaming-URL ein.',
  neededKey: 'Geben Sie den Streaming-Schlüssel ein.',
  deleteTitle: (name) => `${name} löschen?`,
  deleteBody:
    'Meetings und Webinare, auf die es angewendet wurde, behalten ihre Einstellungen. Sein Streaming-Schlüssel wird hier gelöscht und lässt sich nicht zurückholen.',
  deleted: (name) => `${name} ist gelöscht.`,
  restoreDeleted: 'Wieder hinzufügen',
  restoreDeletedNote:
    'Alles außer dem Streaming-Schlüssel ist wieder ausgefüllt. Geben Sie den Schlüssel ein, um es zurückzuholen.',
  neededOwnKey:
    'Geben Sie den Streaming-Schlüssel zu dieser URL ein. Der gespeicherte Schlüssel wurde geändert und gehört zu einer anderen URL.',
  conflictTitle: 'Anderswo geändert, während Sie bearbeitet haben',
  keepSaved: 'Gespeicherte Version behalten',
  inStore: 'Jetzt gespeichert',
  deletedElsewhere: 'Dieses Ziel wurde anderswo gelöscht. Speichern Sie es als neues, oder brechen Sie ab.',
  saveAsNew: 'Als neues speichern',
  services: { custom: 'Ein anderer Dienst' },
};
