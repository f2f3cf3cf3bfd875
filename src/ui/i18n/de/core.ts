import type { Strings } from '../en/index.ts';

/** What stands around every screen. */
export const core: Pick<
  Strings,
  | 'product'
  | 'productLong'
  | 'titleOf'
  | 'skip'
  | 'opening'
  | 'updated'
  | 'offline'
  | 'notThere'
  | 'toList'
  | 'signedOut'
  | 'header'
  | 'footer'
  | 'reconnect'
  | 'open'
  | 'age'
> = {
  product: 'Uplink',
  productLong: 'Uplink for Zoom',
  titleOf: (page) => `${page} · Uplink for Zoom`,
  skip: 'Zum Inhalt springen',
  opening: 'Uplink wird geöffnet …',
  updated: { title: 'Uplink wurde aktualisiert. Laden Sie die Seite neu.', action: 'Neu laden' },
  offline:
    'Sie sind offline. Was Sie hier sehen, kann veraltet sein; speichern können Sie erst wieder, wenn Sie verbunden sind.',
  notThere: 'Diese Seite gibt es hier nicht.',
  toList: 'Zu Ihren Meetings',

  signedOut: {
    title: 'Wissen, wohin jedes Meeting streamt, bevor es beginnt',
    lead: 'Uplink zeigt, wohin jedes Ihrer Zoom-Meetings und -Webinare live gestreamt wird, und Sie können es ändern: Streaming-URL, Streaming-Schlüssel und die Seite, auf der Ihr Publikum zusieht.',
    add: 'Zu Zoom hinzufügen',
    consent: 'Zoom fragt Sie, welche Berechtigungen Uplink haben darf. Sie können es jederzeit entfernen.',
    ended: 'Sie sind abgemeldet. Fügen Sie Uplink hinzu oder melden Sie sich an, um es wieder zu nutzen.',
    otherUser:
      'In diesem Browser ist jetzt jemand anderes angemeldet. Diese Seite zeigte Ihre Daten und wurde deshalb geschlossen.',
    goOnAsThem: 'Als diese Person weitermachen',
    erased: 'Uplink ist von Zoom getrennt, und alles, was es über Sie gespeichert hatte, ist gelöscht.',
    sampleTitle: 'Zum Beispiel',
    samples: [
      { time: '09:30', topic: 'Neues aus dem Haus', to: 'YouTube', state: 'live' },
      { time: '13:00', topic: 'Planungsrunde', to: 'Nicht eingerichtet', state: 'none' },
      { time: '17:15', topic: 'Gemeindeabend', to: 'Twitch', state: 'idle' },
    ],
  },

  header: {
    navigation: 'Bereiche',
    kinds: { meetings: 'Meetings', webinars: 'Webinare' },
    destinations: 'Ziele',
    bulk: 'Mehrere bearbeiten',
    account: 'Konto',
    signOut: 'Abmelden',
    signedOut: 'Sie sind abgemeldet.',
    signOutFailed: 'Das Abmelden hat nicht geklappt. Prüfen Sie Ihre Verbindung und versuchen Sie es erneut.',
  },
  footer: {
    about: 'Über Uplink',
    privacy: 'Datenschutz',
    terms: 'Nutzungsbedingungen',
    support: 'Hilfe',
    help: 'Dokumentation',
  },

  reconnect: {
    title: 'Zoom lässt Uplink nicht mehr zu.',
    body: 'Bis Sie neu verbinden, lässt sich nichts lesen oder speichern.',
    list: 'Ihre Liste erscheint hier, sobald Sie neu verbunden haben.',
    meeting: 'Die Livestream-Einstellungen erscheinen hier, sobald Sie neu verbunden haben.',
    action: 'Neu mit Zoom verbinden',
  },

  open: {
    label: {
      meetings: 'Meeting-ID oder Einladungslink',
      webinars: 'Webinar-ID oder Einladungslink',
    },
    hint: 'Zum Beispiel 829 2947 3321, oder der ganze Link',
    action: 'Öffnen',
    empty: 'Fügen Sie zuerst die ID eines Meetings oder seinen Einladungslink ein.',
    notOne:
      'Das ist keine Meeting-ID und kein Einladungslink. Eine ID hat 8 bis 19 Ziffern; im Link steht sie nach „/j/“.',
  },

  age: {
    checkedNow: 'Gerade eben geprüft',
    checked: (age) => `Geprüft ${age}`,
    stale: (age) => `Letzter bekannter Stand, ${age}`,
    staleNow: 'Letzter bekannter Stand, gerade eben',
    staleTitle: (age) => `Zoom war nicht erreichbar. Dies ist der letzte bekannte Stand, ${age}.`,
    justNow: 'gerade eben',
    duration: (hours, minutes) =>
      [hours ? `${hours} Std.` : '', minutes ? `${minutes} Min.` : ''].filter(Boolean).join(' '),
  },
};
