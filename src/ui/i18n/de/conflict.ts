import type { Strings } from '../en/index.ts';

export const conflict: Strings['conflict'] = {
  title: 'In Zoom geändert, während Sie bearbeitet haben',
  body: 'Welche Version möchten Sie behalten? Noch wurde nichts gespeichert.',
  bodyNoOverlap:
    'Sie haben andere Einstellungen bearbeitet. Beim Speichern bleiben beide Änderungen erhalten.',
  field: 'Einstellung',
  before: 'Vorher',
  mine: 'Ihre Version',
  remote: 'Jetzt in Zoom',
  units: {
    name: 'Name',
    stream: 'Streaming-URL und -Schlüssel',
    page_url: 'Seite zum Zusehen',
    resolution: 'Auflösung',
  },
  notEdited: 'Nicht bearbeitet',
  currentKey: (hint) => (hint ? `Aktueller Schlüssel (endet auf ${hint})` : 'Aktueller Schlüssel'),
  key: (hint) => (hint ? `Schlüssel endet auf ${hint}` : 'Schlüssel gesetzt'),
  newKey: 'Neuer Schlüssel',
  none: 'Keine Angabe',
  keepRemote: 'Version von Zoom behalten',
  saveMine: 'Mit meiner überschreiben',
  saveCombination: 'Diese Kombination speichern',
  tookRemote: 'Das Formular zeigt die aktuellen Einstellungen von Zoom.',
};
