import type { Strings } from '../strings.ts';

/** The form of a livestream, and what can happen to it on the way to Zoom. */
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
  saving: 'Wird in Zoom gespeichert …',
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
  },
};

export const conflict: Strings['conflict'] = {
  title: 'Zoom hat eine neuere Fassung',
  body: 'Jemand hat dies geändert, seit Sie es geöffnet haben. Von Ihren Änderungen ist noch nichts gespeichert. Welche Fassung soll bleiben?',
  field: 'Einstellung',
  mine: 'Ihre',
  theirs: 'Jetzt in Zoom',
  keptKey: 'Von Ihnen nicht geändert',
  keyEndsIn: (hint) => `Endet auf ${hint}`,
  keySet: 'Gesetzt',
  newKey: 'Ein neuer Schlüssel',
  none: 'Nichts',
  different: 'verschieden',
  takeTheirs: 'Die andere übernehmen',
  saveMine: 'Meine darüber speichern',
  tookTheirs: 'Das Formular zeigt, was Zoom jetzt hat.',
};

export const failure: Strings['failure'] = {
  unreachable: 'Keine Verbindung zu Uplink. Prüfen Sie Ihr Netz, und versuchen Sie es dann erneut.',
  unreachableSaving:
    'Die Verbindung brach ab, bevor eine Antwort kam. Ob die Änderung gespeichert wurde, ist nicht bekannt. Ihre Eingaben sind noch da; sie noch einmal zu senden schadet nicht.',
  unexpected: (status) =>
    `Uplink hat unerwartet geantwortet (${status}). Versuchen Sie es in einer Minute noch einmal.`,
  signedOut:
    'Sie sind abgemeldet. Ihre Eingaben sind noch da: Melden Sie sich in einem neuen Tab wieder an, und machen Sie dann hier weiter.',
  signIn: 'Wieder anmelden',
  retry: 'Noch einmal versuchen',
  sendAgain: 'Noch einmal senden',
  reconnect: 'Neu mit Zoom verbinden',
  zoomSays: (message) => `Zoom sagt: „${message}“`,
  waitSeconds: (seconds) => `Warten Sie etwa ${seconds} Sekunden, bevor Sie es erneut versuchen.`,
  waitUntil: (day, time) => `Nicht vor: ${day}, ${time}.`,
  request: (id) => `Kennung für den Support: ${id}`,
};
