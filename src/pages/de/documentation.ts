import type { Messages } from '../en/index.ts';
import { html } from '../html.ts';

export const documentation: Messages['documentation'] = {
  title: 'Dokumentation',
  lead: (publicUrl) =>
    html`Mit Uplink sehen und ändern Sie, wohin Ihre Zoom-Meetings und -Webinare live gestreamt werden. Öffnen Sie es unter <a href="${publicUrl}">${publicUrl}</a>.`,
  open: 'Uplink öffnen',
  adding: {
    title: 'Hinzufügen',
    steps: {
      add: html`Öffnen Sie Uplink und wählen Sie <strong>Zu Zoom hinzufügen</strong>, oder wählen Sie im Zoom App Marketplace <strong>Hinzufügen</strong>.`,
      allow: html`Melden Sie sich bei Bedarf bei Zoom an, prüfen Sie die Berechtigungen, die Uplink anfordert, und wählen Sie <strong>Zulassen</strong>.`,
      back: html`Sie kehren angemeldet zu Uplink zurück und sehen die Liste Ihrer Meetings. Wenn Sie aus dem Marketplace kommen, müssen Sie eventuell zuerst <strong>Weiter mit Zoom</strong> wählen.`,
    },
    needs: html`Sie benötigen einen lizenzierten Zoom-Benutzer mit mindestens einem Pro-Plan. In den Zoom-Einstellungen unter „In Meeting (Erweitert)“ müssen <strong>Livestreaming von Meetings zulassen</strong> und <strong>Benutzerdefinierter Livestreaming-Dienst</strong> eingeschaltet sein. In manchen Konten muss ein Administrator die App erst genehmigen.`,
  },
  usage: {
    title: 'Verwenden',
    parts: {
      find: {
        title: 'Meeting finden',
        body: html`Wählen Sie <strong>Meetings</strong> oder <strong>Webinare</strong> und dann bevorstehende, laufende oder vergangene. Suchen Sie nach Titel, ID oder Einladungslink; Leerzeichen und Striche spielen keine Rolle. Die Filter zeigen, was bereit ist, wo Handlungsbedarf besteht, was nicht eingerichtet oder was live ist. Meetings, die live sind oder in der nächsten Stunde beginnen, stehen oben. Unter <strong>⋯</strong> finden Sie die Aktionen jeder Zeile. Wählen Sie mehrere Zeilen aus, um ein Ziel festzulegen, sie gemeinsam zu bearbeiten oder als CSV zu exportieren. Die Liste wird bei Änderungen in Zoom automatisch aktualisiert.`,
      },
      see: {
        title: 'Livestream ansehen',
        body: html`Öffnen Sie das Meeting. Die erste Karte zeigt das Ziel, ob alles bereit ist, und den nächsten Schritt. Darunter stehen Streaming-URL, Streaming-Schlüssel, Seite zum Zusehen und Auflösung, und wann sie zuletzt aus Zoom aktualisiert wurden. Der Streaming-Schlüssel bleibt verborgen, bis Sie <strong>Schlüssel anzeigen</strong> wählen; <strong>Schlüssel kopieren</strong> kopiert ihn, ohne ihn zu zeigen. Zur Seite zum Zusehen gibt es einen QR-Code und einen Text für Ihre Einladung. <strong>Aus Zoom aktualisieren</strong> lädt die aktuellen Einstellungen aus Zoom.`,
      },
      change: {
        title: 'Einstellungen ändern',
        body: html`Wählen Sie <strong>Ändern</strong>. Wählen Sie eines Ihrer Ziele oder bearbeiten Sie die Felder, und wählen Sie <strong>Speichern</strong>. Sie können URL und Schlüssel zusammen in beliebiger Form einfügen: Uplink füllt beide Felder aus, und „Rückgängig“ stellt den eingefügten Text wieder her. Lassen Sie den Streaming-Schlüssel leer, um den aktuellen zu behalten. Uplink speichert in Zoom, liest die Einstellungen erneut und warnt Sie, falls Zoom sie nicht übernommen hat. Wurde das Meeting während der Bearbeitung geändert, sehen Sie beide Versionen und wählen eine. Verwendet ein anderes Meeting denselben Streaming-Schlüssel, werden Sie vor dem Speichern gewarnt.`,
      },
      preflight: {
        title: 'Bereitschaft prüfen',
        body: html`Die <strong>Bereitschaftsprüfung</strong> läuft, wenn Sie ein Meeting öffnen. Sie umfasst die Verbindung, die Berechtigungen, die Zoom-Einstellungen, Ihre Lizenz, die Verschlüsselung, die Streaming-URL, den Streaming-Schlüssel und die Seite zum Zusehen. Probleme stehen über den Einstellungen, mit dem, was zu tun ist; bestandene Prüfungen sind eingeklappt.`,
      },
      live: {
        title: 'Live gehen',
        body: html`Wählen Sie <strong>Meeting in Zoom starten</strong>. Sobald es begonnen hat, startet <strong>Live gehen</strong> den Livestream mit dem Layout und den Untertiteln, die Sie wählen. <strong>Stoppen</strong> beendet den Stream, aber nicht das Meeting. Den Livestatus liefert Zoom; der Tab des Browsers zeigt ihn an. Geänderte Einstellungen gelten ab dem nächsten Start des Livestreams.`,
      },
      switching: {
        title: 'Zu einem anderen Ziel wechseln',
        body: html`Mit <strong>Ziel wechseln …</strong> verwendet ein Meeting ein anderes gespeichertes Ziel: nach der Probe das öffentliche statt des privaten, oder einen Ersatz, wenn ein Dienst ausfällt. Ist das Meeting live, stoppt Uplink den Livestream, ändert die Einstellungen und startet ihn wieder. Jeder Schritt wird angezeigt. Sie können die Seite schließen: Der Server macht weiter. Lehnt Zoom die neuen Einstellungen ab, startet der Livestream wieder mit den bisherigen.`,
      },
      history: {
        title: 'Änderungen ansehen und rückgängig machen',
        body: html`Der <strong>Verlauf</strong> zeigt jede Änderung mit den alten und neuen Einstellungen und ob sie in Uplink oder in Zoom vorgenommen wurde. <strong>Rückgängig machen</strong> stellt die Einstellungen von vor einer Änderung wieder her.`,
      },
      destinations: {
        title: 'Ziele speichern',
        body: html`Unter <strong>Ziele</strong> speichern Sie Name, Streaming-URL, Streaming-Schlüssel und Seite zum Zusehen einmal und verwenden sie in beliebigen Meetings und Webinaren. Bei bekannten Diensten füllt Uplink die Streaming-URL aus und zeigt, wo Sie den Schlüssel finden. Von Schlüsseln werden nur die letzten vier Zeichen angezeigt. Zu jedem Ziel sehen Sie die Meetings, die es verwenden. Nach einer Änderung der URL oder des Schlüssels können Sie diese gemeinsam aktualisieren.`,
      },
      many: {
        title: 'Mehrere bearbeiten',
        body: html`Unter <strong>Mehrere bearbeiten</strong> wählen Sie Meetings oder Webinare aus einer Liste oder nach Titel und Datum und geben die neuen Einstellungen an. Für einen eigenen Schlüssel in jedem Meeting fügen Sie eine Tabelle ein oder wählen eine CSV-Datei; dafür gibt es eine Vorlage. <strong>Änderungen prüfen</strong> zeigt jeden Unterschied mit Warnungen und was sich nicht rückgängig machen lässt; vor Ihrer Bestätigung wird nichts geändert. Sie können die Seite verlassen; die Änderung läuft im Hintergrund weiter. Die Seite zeigt Ihre Änderungen der letzten 30 Tage mit ihrem Fortschritt. Sie können Zeilen abbrechen, die noch nicht begonnen haben, fehlgeschlagene wiederholen und die übrigen rückgängig machen.`,
      },
      account: {
        title: 'Ihr Konto',
        body: html`<strong>Konto</strong> zeigt, wann Sie Zoom verbunden haben und welche Berechtigungen Uplink hat. Dort können Sie die Verbindung zu Zoom erneuern, eine Sprache wählen (Englisch oder Deutsch), Benachrichtigungen über gestoppte Livestreams einschalten, einen Kalender-Link zu Ihren Meetings mit Livestream erstellen, Ihre Daten herunterladen, sich auf diesem Gerät oder auf allen Geräten abmelden und Ihre Daten löschen.`,
      },
      panel: {
        title: 'In einem Zoom-Meeting',
        body: html`Wenn der Betreiber es eingerichtet hat, öffnen Sie Uplink in einem Meeting unter <strong>Apps</strong>. Es zeigt, wohin das Meeting streamt, und die Bereitschaftsprüfung, und Sie können den Livestream starten und stoppen. Es steht Hosts und Co-Hosts zur Verfügung. Wenn Sie in Zoom nicht angemeldet sind, öffnet sich Uplink in Ihrem Browser.`,
      },
    },
  },
  removing: {
    title: 'Entfernen',
    erase: html`Um alle über Sie gespeicherten Daten zu löschen und den Zugriff von Uplink auf Zoom zu beenden, öffnen Sie in Uplink <strong>Konto</strong> und wählen Sie <strong>Trennen und meine Daten löschen</strong>. Das gilt sofort und lässt sich nicht rückgängig machen.`,
    inZoom: 'Oder entfernen Sie die App in Zoom:',
    steps: {
      open: html`Melden Sie sich beim <a href="https://marketplace.zoom.us/" rel="noopener noreferrer">Zoom App Marketplace</a> an.`,
      manage: html`Wählen Sie <strong>Verwalten</strong>, dann <strong>Hinzugefügte Apps</strong>.`,
      remove: html`Suchen Sie Uplink und wählen Sie <strong>Entfernen</strong>.`,
    },
    after: (to) =>
      html`Damit endet der Zugriff von Uplink: Seine Tokens werden ungültig. In beiden Fällen bleiben die Livestream-Einstellungen Ihrer Meetings in Zoom unverändert. Zu den hier gespeicherten Daten siehe <a href="${to('/privacy')}">Datenschutz</a>.`,
  },
  permissions: {
    title: 'Berechtigungen',
    uses: {
      user: 'Um Sie zu erkennen, Ihren Namen anzuzeigen und Ihre Zeitzone zu verwenden.',
      lists: 'Um Ihre Meetings und Webinare aufzulisten.',
      read: 'Um anzuzeigen, wohin ein Meeting oder Webinar live gestreamt wird.',
      update:
        'Um Streaming-URL, Streaming-Schlüssel, Seite zum Zusehen und Auflösung zu speichern, wenn Sie „Speichern“ wählen.',
      status: 'Um den Livestream zu starten und zu stoppen, wenn Sie es wünschen.',
      check:
        'Um vor dem Livegehen zu prüfen, ob das Meeting verschlüsselt und Livestreaming eingeschaltet ist, und um von Zoom Ereignisse zu erhalten, wenn sich das ändert.',
    },
  },
};
