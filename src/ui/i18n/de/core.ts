import type { Strings } from '../en/index.ts';

/** Texts around every screen. */
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
  | 'age'
> = {
  product: 'Uplink',
  productLong: 'Uplink for Zoom',
  titleOf: (page) => `${page} · Uplink for Zoom`,
  skip: 'Zum Inhalt springen',
  opening: 'Uplink wird geöffnet …',
  updated: { title: 'Uplink wurde aktualisiert. Laden Sie die Seite neu.', action: 'Neu laden' },
  offline: 'Sie sind offline. Diese Seite ist möglicherweise veraltet, und Sie können nicht speichern.',
  notThere: 'Seite nicht gefunden.',
  toList: 'Zu Ihren Meetings',

  signedOut: {
    title: 'Wissen, wohin jedes Meeting streamt, bevor es beginnt',
    lead: 'Sehen und ändern Sie, wohin jedes Ihrer Zoom-Meetings und -Webinare streamt: Streaming-URL, Streaming-Schlüssel und die Seite zum Zusehen.',
    add: 'Zu Zoom hinzufügen',
    signIn: 'Mit Zoom anmelden',
    consent: 'Zoom zeigt zuerst die Berechtigungen. Sie können Uplink jederzeit entfernen.',
    done: 'Sie sind abgemeldet.',
    ended: 'Ihre Sitzung ist beendet. Melden Sie sich wieder an, oder fügen Sie Uplink zu Zoom hinzu.',
    otherUser:
      'In diesem Browser ist jetzt ein anderer Benutzer angemeldet. Ihre Seite wurde deshalb geschlossen.',
    continueAsUser: 'Mit diesem Benutzer fortfahren',
    erased: 'Getrennt. Alle Ihre Daten wurden gelöscht.',
    inPortal: 'Im Zoom-Webportal',
    inUplink: 'In Uplink',
    comparison: [
      { portal: 'Jedes Meeting einzeln öffnen', uplink: 'Eine Liste mit Suche' },
      { portal: 'Jedes Mal drei Felder einfügen', uplink: 'Ein gespeichertes Ziel wählen' },
      {
        portal: 'Probleme erst während der Sendung bemerken',
        uplink: 'Vor dem Start die Bereitschaft prüfen',
      },
      { portal: 'Kein Verlauf', uplink: 'Verlauf mit Wiederherstellung' },
      { portal: 'Immer nur ein Meeting', uplink: 'Hunderte Meetings auf einmal bearbeiten' },
    ],
    picture: 'Ein Meeting in Uplink: bereit für den Start, mit seinem Ziel und der Streaming-URL.',
  },

  header: {
    navigation: 'Bereiche',
    kinds: { meetings: 'Meetings', webinars: 'Webinare' },
    destinations: 'Ziele',
    bulk: 'Mehrere bearbeiten',
    account: 'Konto',
    signOut: 'Abmelden',
    signingOut: 'Abmeldung läuft …',
    signedOut: 'Sie sind abgemeldet.',
    signOutFailed:
      'Die Abmeldung ist fehlgeschlagen. Prüfen Sie Ihre Verbindung, und versuchen Sie es erneut.',
  },
  footer: {
    about: 'Über Uplink',
    privacy: 'Datenschutz',
    terms: 'Nutzungsbedingungen',
    support: 'Hilfe',
    help: 'Dokumentation',
  },

  reconnect: {
    title: 'Uplink ist nicht mehr mit Zoom verbunden.',
    body: 'Verbinden Sie sich neu, um Einstellungen zu sehen und zu speichern.',
    list: 'Verbinden Sie sich neu, um Ihre Liste zu sehen.',
    meeting: 'Verbinden Sie sich neu, um die Livestream-Einstellungen zu sehen.',
    action: 'Neu mit Zoom verbinden',
  },

  age: {
    checkedNow: 'Gerade eben geprüft',
    checked: (age) => `Geprüft ${age}`,
    stale: (age) => `Veraltet: zuletzt aktualisiert ${age}`,
    staleNow: 'Veraltet: gerade eben aktualisiert',
    staleTitle: (age) => `Zoom antwortet nicht. Zuletzt aktualisiert ${age}.`,
    justNow: 'gerade eben',
    duration: (hours, minutes) =>
      [hours ? `${hours} Std.` : '', minutes ? `${minutes} Min.` : ''].filter(Boolean).join(' '),
  },
};
