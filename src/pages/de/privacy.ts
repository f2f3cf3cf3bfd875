import type { Messages } from '../en/index.ts';
import { html } from '../html.ts';

export const privacy: Messages['privacy'] = {
  title: 'Datenschutz',
  lead: (publicUrl) =>
    html`Uplink for Zoom unter <code>${publicUrl}</code> wird von dem Team betrieben, das es eingerichtet hat: dem Betreiber dieses Servers. Ihre Daten bleiben auf diesem Server und werden nur an Zoom weitergegeben.`,
  stored: {
    title: 'Gespeicherte Daten',
    items: {
      person: {
        term: 'Ihr Zoom-Profil',
        body: 'Verschlüsselt: Ihr Anzeigename, Ihre E-Mail-Adresse, Ihre Zeitzone und Ihr Plan. Unverschlüsselt: Ihre Benutzer- und Konto-ID bei Zoom und die Berechtigungen, die Sie erteilt haben.',
      },
      tokens: {
        term: 'Zoom-Tokens',
        body: 'Die Access- und Refresh-Tokens, mit denen Uplink in Ihrem Namen auf Zoom zugreift, verschlüsselt. Sie werden nie an einen Browser gesendet.',
      },
      livestreams: {
        term: 'Ihre Livestream-Einstellungen',
        body: 'Streaming-URL, Streaming-Schlüssel, Seite zum Zusehen und Auflösung der Meetings und Webinare, die Sie ansehen, verschlüsselt. Dieser Zwischenspeicher beschleunigt das Laden und hilft, wenn Zoom nicht erreichbar ist.',
      },
      history: {
        term: 'Verlauf',
        body: 'Für jeden Livestream, den Sie ansehen, verschlüsselt: die Einstellungen vor und nach jeder Änderung, wer sie vorgenommen hat, wann der Schlüssel angezeigt wurde und wann der Livestream gestartet und gestoppt wurde. Der Verlauf wird 400 Tage aufbewahrt, höchstens die letzten 200 Einträge und 50 Anzeigen des Schlüssels je Livestream. Die Ergebnisse von Änderungen an mehreren Meetings werden 90 Tage aufbewahrt, höchstens die letzten 50. Der letzte Zielwechsel eines Livestreams wird 30 Tage aufbewahrt: Zeitpunkte, Ziel und aufgetretene Fehler.',
      },
      destinations: {
        term: 'Ihre Ziele',
        body: 'Die Namen, Streaming-URLs, Streaming-Schlüssel und Seiten zum Zusehen, die Sie speichern, verschlüsselt, und wann Sie jedes Ziel zuletzt verwendet haben. Zu Beginn außerdem: wann ein Livestream erstmals die Bereitschaftsprüfung bestanden hat und wann Sie die ersten Schritte abgeschlossen oder übersprungen haben.',
      },
      list: {
        term: 'Ihre Listen von Meetings und Webinaren',
        body: 'Was Zoom für Sie auflistet, etwa Themen und Zeiten, verschlüsselt. Meeting-IDs werden zum Nachschlagen auch unverschlüsselt gespeichert.',
      },
      calendar: {
        term: 'Ihr Kalender-Abo',
        body: 'Nur wenn Sie einen Kalender-Link erstellen: ein Hash des Links sowie Themen und Zeiten Ihrer kommenden Meetings und Webinare, verschlüsselt. Wenn Sie den Link widerrufen, werden sie gelöscht.',
      },
      events: {
        term: 'Ereignisse von Zoom',
        body: 'Zoom benachrichtigt Uplink, wenn Ihre Livestreams starten oder stoppen und wenn Ihre Meetings geändert werden. Das Ereignis bleibt verschlüsselt gespeichert, bis es kurz darauf verarbeitet ist. Der Livestatus und sein Zeitpunkt werden beim Meeting gespeichert, ebenso wann es zuletzt gestartet und beendet wurde.',
      },
      sessions: {
        term: 'Ihre Sitzungen',
        body: 'Für jeden angemeldeten Browser: ein Hashwert der Sitzung, die Namen von Browser und Betriebssystem sowie die Zeitpunkte der Anmeldung und der letzten Nutzung.',
      },
    },
    not: 'Uplink greift weder auf Ton, Video, Chat und Aufzeichnungen noch auf Teilnehmer zu und verbindet sich nie mit Ihren Streaming-URLs oder Livestreaming-Seiten.',
  },
  cookies: {
    title: 'Cookies',
    body: 'Ein Cookie hält Sie angemeldet; weitere bestehen während der Anmeldung für einige Minuten. Wenn Sie eine Sprache wählen oder Benachrichtigungen einschalten, speichert Ihr Browser das lokal, nicht in einem Cookie. Er speichert außerdem die Meetings, die Sie in der Liste ausgewählt haben, mit ihren Titeln, und die Livestreams, die Sie gerade beendet haben, bis Sie sich abmelden. Es gibt kein Tracking, keine Werbung und keine Inhalte Dritter.',
  },
  logs: {
    title: 'Protokolle',
    body: 'Der Server protokolliert die Art der Anfragen und ihr Ergebnis. Zoom-IDs, E-Mail-Adressen und Meeting-IDs werden nur als Hashwerte mit geheimem Schlüssel protokolliert, Streaming-Schlüssel und Tokens nie.',
  },
  duration: {
    title: 'Speicherdauer',
    body: 'Eine Sitzung endet, wenn Sie sich abmelden, nach einigen Stunden ohne Nutzung und in jedem Fall nach einigen Tagen: in der Regel nach 12 Stunden und 7 Tagen, sofern der Betreiber nichts anderes festgelegt hat. Livestream-Einstellungen werden gelöscht, wenn sie 90 Tage lang weder geändert noch abgerufen wurden, Listen nach 30 Tagen und Ereignisse von Zoom nach 8 Tagen. Ihr Profil, Ihre Tokens und Ihre Ziele werden gespeichert, solange Sie Uplink verwenden, damit Sie sich nicht neu verbinden müssen. Nach dem Löschen Ihrer Daten bleibt für 30 Tage ein Hashwert Ihrer Zoom-Benutzer-ID erhalten, um verspätete Nachrichten von Zoom zu erkennen.',
  },
  removal: {
    title: 'Daten löschen',
    ways: {
      erase: html`Um alle hier gespeicherten Daten sofort zu löschen und den Zugriff von Uplink auf Zoom zu beenden, öffnen Sie in der App <strong>Konto</strong> und wählen Sie <strong>Trennen und meine Daten löschen</strong>. Dort können Sie Ihre Daten auch herunterladen.`,
      zoom: html`Oder entfernen Sie die App in Zoom: Öffnen Sie den Zoom App Marketplace, wählen Sie <strong>Verwalten</strong>, dann <strong>Hinzugefügte Apps</strong> und bei Uplink <strong>Entfernen</strong>. Ist die App im Marketplace veröffentlicht, benachrichtigt Zoom den Server, der Ihre Daten dann sofort löscht.`,
      operator: html`Wenn Sie sich nicht mehr anmelden können, wenden Sie sich zum Löschen Ihrer Daten an den Betreiber dieses Servers.`,
      signOut: html`Um sich auf diesem Gerät oder auf allen Geräten abzumelden, verwenden Sie die Schaltflächen in der App.`,
    },
  },
  questions: {
    title: 'Fragen',
    body: (to) =>
      html`Siehe <a href="${to('/support')}">Hilfe</a>. Die Berechtigungen, die Uplink anfordert, sind in der <a href="${to('/documentation')}">Dokumentation</a> erklärt.`,
  },
};
