import type { Strings } from '../en/index.ts';

export const apply: Strings['apply'] = {
  label: 'Ziel',
  byHand: 'Manuell eingeben',
  hint: 'Übernimmt Streaming-URL, Streaming-Schlüssel und weitere gespeicherte Einstellungen.',
  current: (name) => `Derzeit eingestellt: ${name}.`,
  manage: 'Ziele verwalten',
  failed: 'Ihre Ziele konnten nicht geladen werden.',
  retry: 'Erneut versuchen',
  use: (name) => `${name} verwenden`,
  useLast: (name) => `${name} erneut verwenden`,
  chosen: (name) => `Speichern Sie, um ${name} zu übernehmen.`,
  keepsPage: 'Keine Änderung',
  keyHidden: (hint) => `••••••••${hint}`,
  split: 'Der Schlüssel steht jetzt in seinem eigenen Feld.',
  useSuggestion: (suggestion) => `${suggestion} verwenden`,
  sameKeyTitle: 'Dieser Streaming-Schlüssel wird auch anderswo verwendet',
  sameKeyBody: 'Wenn beide gleichzeitig streamen, unterbricht einer den anderen.',
  atSameTime: 'gleichzeitig',
  atOtherTime: 'zu einer anderen Zeit',
  maybeAtSameTime: 'möglicherweise gleichzeitig',
  sameKeySaved: (names) => `Auch gespeichert als: ${names}.`,
  saveAnyway: 'Trotzdem speichern',
  confirmWarning:
    'Ein anderes Meeting verwendet diesen Schlüssel gleichzeitig. Speichern Sie erneut, um ihn zu behalten.',
};
