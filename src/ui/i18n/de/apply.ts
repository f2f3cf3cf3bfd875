import type { Strings } from '../en/index.ts';

export const apply: Strings['apply'] = {
  label: 'Wohin gestreamt wird',
  byHand: 'Von Hand',
  hint: 'Ein gespeichertes Ziel bringt seine Adresse und seinen Schlüssel mit, dazu Seite und Auflösung, wenn es welche hat.',
  current: (name) => `Die aktuellen Einstellungen sind die von ${name}.`,
  manage: 'Ziele verwalten',
  failed: 'Ihre gespeicherten Ziele ließen sich nicht lesen.',
  retry: 'Noch einmal versuchen',
  chosen: (name) => `${name} wird beim Speichern angewendet.`,
  keepsPage: 'Bleibt, wie sie ist',
  keyHidden: (hint) => `••••••••${hint}`,
  split: 'Streaming-URL und Streaming-Schlüssel stehen jetzt in ihren Feldern.',
  useSuggestion: (suggestion) => `${suggestion} verwenden`,
  sameKeyTitle: 'Derselbe Streaming-Schlüssel ist auch anderswo in Gebrauch',
  sameKeyBody: 'Streamen beide zugleich, schneidet eines das andere ab.',
  atSameTime: 'zur selben Zeit',
  atOtherTime: 'zu anderer Zeit',
  maybeAtSameTime: 'vielleicht zur selben Zeit',
  sameKeySaved: (names) => `Er ist auch gespeichert als: ${names}.`,
  saveAnyway: 'Trotzdem speichern',
  confirmWarning:
    'Mit diesem Schlüssel streamt zur selben Zeit ein anderes Meeting. Speichern Sie noch einmal, um ihn zu behalten.',
};
