import type { Messages } from '../en/index.ts';
import { html } from '../html.ts';

export const install: Messages['install'] = {
  startAgain: {
    title: 'Bitte starten Sie erneut',
    body: 'Dieser Anmeldelink wurde in einem anderen Browser geöffnet, ist nach zehn Minuten abgelaufen oder wurde bereits verwendet. Er wurde zu Ihrer Sicherheit abgelehnt.',
    action: 'Erneut starten',
  },
  cancelled: {
    title: 'Uplink wurde nicht hinzugefügt',
    body: 'Es wurde nichts geändert. Sie können Uplink jederzeit hinzufügen.',
  },
  rejected: {
    title: 'Zoom hat den Zugriff abgelehnt',
    body: 'Es wurde nichts geändert. Möglicherweise muss Ihr Zoom-Administrator die App erst genehmigen.',
  },
  zoomMessage: 'Meldung von Zoom:',
  continueWithZoom: {
    title: 'Noch ein Schritt',
    body: 'Zoom hat Sie zur Anmeldung bei Uplink hierher geleitet. Bestätigen Sie mit „Weiter mit Zoom“, dass Sie es sind. In der Regel müssen Sie bei Zoom nichts mehr eingeben.',
    action: 'Weiter mit Zoom',
    otherwise: 'Falls Sie das nicht veranlasst haben, schließen Sie diese Seite. Es wurde nichts geändert.',
  },
  exchangeFailed: {
    title: 'Zoom konnte die Anmeldung nicht abschließen',
    body: 'Der Zugriff wurde erlaubt, aber die Verbindung ist fehlgeschlagen. Es wurde nichts gespeichert. Meist ist das Problem nach einer Minute behoben.',
  },
  profileUnreadable: {
    title: 'Ihr Zoom-Profil konnte nicht gelesen werden',
    body: 'Ohne Ihr Profil kann Uplink Ihre Meetings nicht finden. Es wurde nichts gespeichert.',
    ifItPersists: html`Versuchen Sie es erneut. Falls der Fehler weiterhin auftritt, fehlt der App in Zoom möglicherweise die Berechtigung <code>user:read:user</code>: Wenden Sie sich an den Betreiber.`,
  },
  noRefreshToken: {
    title: 'Die Verbindung würde ablaufen',
    body: 'Zoom hat den Zugriff nur für eine Stunde erlaubt und kann ihn nicht verlängern. Es wurde nichts gespeichert.',
    ifItPersists: html`Versuchen Sie es erneut. Falls der Fehler weiterhin auftritt, ist die App in Zoom nicht richtig eingerichtet: Wenden Sie sich an den Betreiber.`,
  },
  stagingCopy: {
    title: 'Hier ist keine Anmeldung möglich',
    body: 'Dieser Server arbeitet mit einer Kopie der Daten, für Tests seines Betreibers. Er ändert nichts und sendet nichts an Zoom.',
    label: 'Staging-Kopie',
    banner: 'Staging-Kopie: zeigt eine Kopie der Daten, ändert nichts und sendet nichts an Zoom.',
  },
  tryAgain: 'Erneut versuchen',
};
