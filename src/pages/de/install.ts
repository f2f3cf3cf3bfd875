import type { Messages } from '../en/index.ts';
import { html } from '../html.ts';

export const install: Messages['install'] = {
  startAgain: {
    title: 'Bitte beginnen Sie noch einmal',
    body: 'Diese Anmeldung wurde nicht in diesem Browser begonnen, hat länger als zehn Minuten gedauert oder wurde schon verwendet. Zu Ihrer Sicherheit ist damit nichts geschehen.',
    action: 'Noch einmal beginnen',
  },
  cancelled: {
    title: 'Sie haben Uplink nicht hinzugefügt',
    body: 'Nichts wurde geändert. Sie können es sich jederzeit anders überlegen.',
  },
  rejected: {
    title: 'Zoom hat Uplink nicht zugelassen',
    body: 'Nichts wurde geändert. Vielleicht muss Ihr Zoom-Administrator die App erst genehmigen.',
  },
  zoomMessage: 'Was Zoom dazu sagt:',
  continueWithZoom: {
    title: 'Noch ein Schritt',
    body: 'Zoom hat Sie hierher geschickt, damit Sie sich bei Uplink anmelden. Damit sicher ist, dass Sie es sind, bestätigen Sie es bitte noch einmal; Zoom fragt in der Regel nicht erneut.',
    action: 'Weiter mit Zoom',
    otherwise: 'Wenn Sie das nicht wollten, schließen Sie diese Seite. Nichts wurde geändert.',
  },
  exchangeFailed: {
    title: 'Zoom hat die Anmeldung nicht abgeschlossen',
    body: 'Zoom hat zugestimmt, aber die Verbindung kam nicht zustande. Nichts ist gespeichert. Meist ist das in einer Minute vorbei.',
  },
  profileUnreadable: {
    title: 'Zoom hat nicht gesagt, wer Sie sind',
    body: 'Uplink konnte Ihr Zoom-Profil nicht lesen und weiß deshalb nicht, wessen Meetings es zeigen soll. Nichts ist gespeichert.',
    ifItStays: html`Versuchen Sie es erneut. Wenn es so bleibt, fehlt der App in Zoom vielleicht die Berechtigung <code>user:read:user</code>: Sagen Sie es dem Betreiber dieses Servers.`,
  },
  noRefreshToken: {
    title: 'Die Verbindung wäre nicht von Dauer',
    body: 'Zoom hat Uplink nur für eine Stunde zugelassen, und das lässt sich nicht erneuern. Nichts ist gespeichert.',
    ifItStays: html`Versuchen Sie es erneut. Wenn es so bleibt, ist die App in Zoom unvollständig eingerichtet: Sagen Sie es dem Betreiber dieses Servers.`,
  },
  tryAgain: 'Noch einmal versuchen',
};
