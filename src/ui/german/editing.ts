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

export const conflict: Strings['conflict'] = {
  title: 'In Zoom geändert, während Sie bearbeitet haben',
  body: 'Welche Version möchten Sie behalten? Noch ist nichts gespeichert.',
  bodyApart: 'Sie haben andere Einstellungen bearbeitet. Beim Speichern bleiben beide Änderungen erhalten.',
  field: 'Einstellung',
  before: 'Vorher',
  mine: 'Ihre Version',
  theirs: 'Jetzt in Zoom',
  units: {
    name: 'Name',
    stream: 'Streaming-URL und -Schlüssel',
    page_url: 'Livestreaming-Seiten-URL',
    resolution: 'Auflösung',
  },
  notEdited: 'Nicht bearbeitet',
  currentKey: (hint) => (hint ? `Aktueller Schlüssel (endet auf ${hint})` : 'Aktueller Schlüssel'),
  key: (hint) => (hint ? `Schlüssel endet auf ${hint}` : 'Schlüssel gesetzt'),
  newKey: 'Neuer Schlüssel',
  none: 'Nichts',
  keepTheirs: 'Version von Zoom behalten',
  saveMine: 'Mit meiner überschreiben',
  saveCombination: 'Diese Kombination speichern',
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
  notKept:
    'Zoom hat diese Einstellungen nicht behalten: Der benutzerdefinierte Livestreaming-Dienst ist ausgeschaltet.',
  turnOn: 'Einschalten ↗',
  reconnect: 'Neu mit Zoom verbinden',
  zoomSays: (message) => `Zoom sagt: „${message}“`,
  waitSeconds: (seconds) => `Warten Sie etwa ${seconds} Sekunden, bevor Sie es erneut versuchen.`,
  waitUntil: (day, time) => `Nicht vor: ${day}, ${time}.`,
  request: (id) => `Kennung für den Support: ${id}`,
};
