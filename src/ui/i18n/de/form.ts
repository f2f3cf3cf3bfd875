import type { Strings } from '../en/index.ts';

export const form: Strings['form'] = {
  title: 'Livestream-Einstellungen',
  notConfigured:
    'In Zoom ist hierfür noch kein Livestream eingerichtet. Füllen Sie die ersten drei Felder aus, um ihn einzurichten.',
  stream_url: 'Streaming-URL',
  stream_urlHint: 'Die Adresse, die Ihr Streaming-Dienst Ihnen gegeben hat, etwa rtmp://…',
  page_url: 'Livestreaming-Seiten-URL',
  page_urlHint: 'Wo das Publikum zusieht; Zoom zeigt sie den Teilnehmern.',
  resolution: 'Auflösung',
  resolutionHint: '1080p muss für Ihr Zoom-Konto freigeschaltet sein.',
  resolutionUnset: 'Wie Zoom entscheidet',
  stream_key: 'Streaming-Schlüssel',
  stream_keyNew: 'Neuer Streaming-Schlüssel',
  keepEndsIn: (hint) => `Endet auf ${hint}; leer lassen, um ihn zu behalten.`,
  keep: 'Einer ist gesetzt; leer lassen, um ihn zu behalten.',
  keyNeeded: 'Wer den Schlüssel hat, kann auf Ihre Seite streamen. Uplink bewahrt ihn verschlüsselt auf.',
  current: 'Aktueller Schlüssel',
  show: 'Schlüssel zeigen',
  hide: 'Schlüssel verbergen',
  copy: 'Schlüssel kopieren',
  copied: 'Der Schlüssel ist kopiert.',
  copyFailed:
    'Der Browser hat das Kopieren nicht zugelassen. Der Schlüssel steht jetzt da; kopieren Sie ihn von Hand.',
  revealing: 'Der Schlüssel wird geholt …',
  savedMore: 'Gespeichert. Was Sie seither eingegeben haben, ist noch nicht gespeichert.',
  showTyped: 'Eingabe zeigen',
  save: 'Speichern',
  saving: 'Wird gespeichert …',
  saved: 'Gespeichert. Zoom hat die neuen Einstellungen.',
  savedUnread:
    'Zoom hat die neuen Einstellungen angenommen, aber das Zurücklesen ist fehlgeschlagen. Prüfen Sie es gleich bei Zoom.',
  nothingChanged: 'Nichts hat sich geändert; es gibt nichts zu speichern.',
  discard: 'Änderungen verwerfen',
  unsaved: 'Noch nicht gespeichert',
  leave: 'Sie haben Änderungen, die nicht gespeichert sind. Ohne Speichern verlassen?',
  fix: 'Einige Felder brauchen Ihre Aufmerksamkeit.',
  needed: {
    stream_url: 'Geben Sie die Streaming-URL ein. Ohne sie kann Zoom keinen Livestream speichern.',
    stream_key: 'Geben Sie den Streaming-Schlüssel ein. Ohne ihn kann Zoom keinen Livestream speichern.',
    page_url: 'Geben Sie die Livestreaming-Seiten-URL ein. Ohne sie kann Zoom keinen Livestream speichern.',
    ownKey:
      'Geben Sie den Streaming-Schlüssel zu dieser URL ein. Der Schlüssel in Zoom wurde geändert und gehört zu einer anderen URL.',
  },
  allOccurrences: 'Gilt für alle Termine dieser Serie.',
  merged: (settings) =>
    `In Zoom geändert, während Sie bearbeitet haben: ${settings}. Ihre ungespeicherten Änderungen bleiben erhalten.`,
};
