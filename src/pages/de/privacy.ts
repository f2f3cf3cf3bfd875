import type { Messages } from '../en/index.ts';
import { html } from '../html.ts';

export const privacy: Messages['privacy'] = {
  title: 'Datenschutz',
  lead: (publicUrl) =>
    html`Uplink for Zoom unter <code>${publicUrl}</code> wird von dem Team betrieben, das es eingerichtet hat: dem Betreiber dieses Servers. Ihre Daten bleiben auf diesem Server und gehen an niemanden außer Zoom.`,
  stored: {
    title: 'Was gespeichert wird',
    items: {
      person: {
        term: 'Wer Sie in Zoom sind',
        body: 'Ihr Anzeigename, Ihre E-Mail-Adresse, Ihre Zeitzone und Ihr Plan, verschlüsselt. Ihre Benutzer- und Konto-ID bei Zoom und die Berechtigungen, die Sie erteilt haben, unverschlüsselt.',
      },
      tokens: {
        term: 'Die Tokens von Zoom',
        body: 'Die Access- und Refresh-Tokens, mit denen Uplink Zoom für Sie aufruft, verschlüsselt. In einen Browser gelangen sie nie.',
      },
      livestreams: {
        term: 'Ihre Livestream-Einstellungen',
        body: 'Eine Kopie von Streaming-URL, Streaming-Schlüssel, Seiten-URL und Auflösung der Meetings und Webinare, die Sie ansehen, verschlüsselt: damit sie sofort zu sehen sind, und auch dann, wenn Zoom nicht erreichbar ist.',
      },
      history: {
        term: 'Was geändert wurde',
        body: 'Der Verlauf jedes Livestreams, den Sie ansehen, verschlüsselt: was vor und nach jeder Änderung galt, von wem sie kam, wann der Schlüssel gezeigt wurde, wann der Livestream begann und endete; vierhundert Tage lang, jeweils die letzten zweihundert Einträge und fünfzig Anzeigen des Schlüssels. Was aus der Änderung vieler Meetings auf einmal wurde, bleibt neunzig Tage gespeichert, die letzten fünfzig Male.',
      },
      destinations: {
        term: 'Ihre Ziele',
        body: 'Die Namen, Adressen und Streaming-Schlüssel, die Sie speichern, verschlüsselt.',
      },
      list: {
        term: 'Ihre Liste von Meetings und Webinaren',
        body: 'Eine Kopie dessen, was Zoom für Sie auflistet, etwa Themen und Zeiten, verschlüsselt. Meeting-IDs sind auch unverschlüsselt gespeichert: Unter ihnen wird eine Kopie gefunden.',
      },
      events: {
        term: 'Ereignisse von Zoom',
        body: 'Dass einer Ihrer Livestreams begonnen oder geendet hat oder ein Meeting geändert wurde: Was Zoom gesendet hat, bleibt verschlüsselt gespeichert, bis es gleich darauf verarbeitet ist. Ob ein Stream läuft, und seit wann, steht beim Meeting.',
      },
      sessions: {
        term: 'Ihre Anmeldungen',
        body: 'Für jeden Browser, in dem Sie angemeldet sind, ein Fingerabdruck der Sitzung und die Zeiten der Anmeldung und der letzten Benutzung.',
      },
    },
    not: 'Uplink liest weder Ton noch Bild, weder Chat, Aufzeichnungen noch Teilnehmer, und es verbindet sich nie mit Ihren Streaming- oder Seiten-Adressen.',
  },
  cookies: {
    title: 'Cookies',
    body: 'Ein Cookie hält Sie angemeldet; andere bestehen einige Minuten, während Sie sich anmelden. Wenn Sie eine Sprache wählen, merkt Ihr Browser sie sich; sie steht in keinem Cookie, nur die Adresse einer Seite wie dieser kann sie nennen. Es gibt keine Nachverfolgung, keine Werbung und nichts von anderen Websites.',
  },
  logs: {
    title: 'Protokolle',
    body: 'Im Protokoll des Servers steht, welche Arten von Anfragen es gab und wie sie ausgingen. IDs, E-Mail-Adressen und Meeting-IDs erscheinen darin nur als Hashwerte, die mit einem Schlüssel gebildet sind; Streaming-Schlüssel und Tokens erscheinen gar nicht.',
  },
  duration: {
    title: 'Wie lange',
    body: 'Eine Sitzung endet, wenn Sie sich abmelden, nach Stunden ohne Benutzung und in jedem Fall nach einigen Tagen; meist nach 12 Stunden und 7 Tagen, wenn der Betreiber nichts anderes festgelegt hat. Kopien von Livestream-Einstellungen, die neunzig Tage lang weder geändert noch neu gelesen wurden, werden gelöscht, Listen nach dreißig Tagen, und was Zoom gesendet hat, nach acht. Ihr Profil, die Tokens von Zoom und Ihre Ziele bleiben, solange Sie Uplink verwenden, damit Sie nicht neu verbinden müssen. Nach einer Löschung bleibt dreißig Tage lang ein mit einem Schlüssel gebildeter Fingerabdruck Ihrer Zoom-Benutzer-ID, um verspätete Nachrichten von Zoom zu erkennen.',
  },
  removal: {
    title: 'Wie Sie es löschen lassen',
    ways: {
      erase: html`Um alles, was hier gespeichert ist, sofort zu löschen und den Zugriff von Uplink auf Zoom zu beenden, öffnen Sie in der App <strong>Konto</strong>, und wählen Sie <strong>Trennen und alles löschen</strong>. Dort können Sie auch eine Kopie von allem herunterladen.`,
      zoom: html`Oder entfernen Sie die App in Zoom: Öffnen Sie den Zoom App Marketplace, wählen Sie <strong>Verwalten</strong>, dann <strong>Hinzugefügte Apps</strong>, und bei Uplink <strong>Entfernen</strong>. Ist diese App im Marketplace veröffentlicht, teilt Zoom es dem Server mit, und alles, was er über Sie gespeichert hat, wird sofort gelöscht.`,
      operator: html`Wenn Sie sich nicht mehr anmelden können, bitten Sie den Betreiber dieses Servers: Er kann es für Sie löschen.`,
      signOut: html`Um sich abzumelden, hier oder auf allen Geräten zugleich, verwenden Sie die Schaltflächen in der App.`,
    },
  },
  questions: {
    title: 'Fragen',
    body: (to) =>
      html`Sehen Sie unter <a href="${to('/support')}">Hilfe</a> nach. Die Berechtigungen, um die Uplink bittet, sind in der <a href="${to('/documentation')}">Dokumentation</a> erklärt.`,
  },
};
