import type { Messages } from '../en/index.ts';
import { html } from '../html.ts';

export const documentation: Messages['documentation'] = {
  title: 'Dokumentation',
  lead: (publicUrl) =>
    html`Uplink zeigt, wohin jedes Ihrer Zoom-Meetings und -Webinare live gestreamt wird, und Sie können es ändern. Sie finden es unter <a href="${publicUrl}">${publicUrl}</a>.`,
  open: 'Uplink öffnen',
  adding: {
    title: 'Hinzufügen',
    steps: {
      add: html`Öffnen Sie Uplink, und wählen Sie <strong>Zu Zoom hinzufügen</strong>, oder wählen Sie im Zoom App Marketplace <strong>Hinzufügen</strong>.`,
      allow: html`Melden Sie sich bei Zoom an, wenn es danach fragt, lesen Sie, um welche Berechtigungen Uplink bittet, und wählen Sie <strong>Zulassen</strong>.`,
      back: html`Sie sind wieder in Uplink, angemeldet, mit der Liste Ihrer Meetings. Wenn Sie aus dem Marketplace kommen, kann es noch einen Schritt geben: <strong>Weiter mit Zoom</strong>.`,
    },
    needs: html`Sie brauchen einen lizenzierten Zoom-Benutzer mit einem Pro-Plan oder einem höheren, und in den Zoom-Einstellungen unter „In Meeting (Erweitert)“ <strong>Livestreaming von Meetings zulassen</strong> mit <strong>Benutzerdefinierter Livestreaming-Dienst</strong>. In manchen Konten muss erst ein Administrator die App genehmigen.`,
  },
  usage: {
    title: 'Verwenden',
    parts: {
      find: {
        title: 'Ein Meeting finden',
        body: html`Wählen Sie <strong>Meetings</strong> oder <strong>Webinare</strong> und dort, was bevorsteht, läuft oder vergangen ist. Suchen Sie nach Wörtern, oder zeigen Sie nur die an, deren Livestream eingerichtet ist, nicht eingerichtet ist oder gerade läuft. Oder fügen Sie eine Meeting-ID oder einen Einladungslink ein: Auf Leerzeichen und Striche kommt es nicht an. Die Liste folgt von selbst dem, was in Zoom geschieht.`,
      },
      see: {
        title: 'Sehen, wohin es streamt',
        body: html`Öffnen Sie es. Sie sehen die Streaming-URL, die Seite, auf der das Publikum zusieht, die Auflösung, und wann Zoom zuletzt gefragt wurde. Der Streaming-Schlüssel bleibt verborgen, bis Sie <strong>Schlüssel zeigen</strong> wählen; <strong>Schlüssel kopieren</strong> kopiert ihn, ohne ihn zu zeigen. <strong>Jetzt bei Zoom prüfen</strong> fragt Zoom sofort.`,
      },
      change: {
        title: 'Es ändern',
        body: html`Wählen Sie eines Ihrer Ziele, oder ändern Sie die Felder, und wählen Sie <strong>Speichern</strong>. Fügen Sie URL und Schlüssel zusammen ein, in beliebiger Form: Uplink setzt beides in sein Feld, und „Rückgängig“ stellt das Eingefügte wieder her. Lassen Sie den neuen Streaming-Schlüssel leer, um den zu behalten, der gesetzt ist. Uplink speichert in Zoom, liest es zurück und sagt Ihnen, wenn Zoom es nicht behalten hat. Hat inzwischen jemand dasselbe Meeting geändert, sehen Sie beide Fassungen und wählen. Hat ein anderes Meeting denselben Streaming-Schlüssel, erfahren Sie es, bevor Sie speichern.`,
      },
      preflight: {
        title: 'Wissen, dass es gehen wird',
        body: html`Die <strong>Vorabprüfung</strong> steht neben dem Formular und sieht alles an, worauf es ankommt: die Verbindung, die Berechtigungen, die Einstellungen in Zoom, die Lizenz, die Verschlüsselung, die Adressen und den Schlüssel. Bei allem, was sie findet, steht, was zu tun ist.`,
      },
      live: {
        title: 'Live gehen',
        body: html`Sobald das Meeting läuft, startet <strong>Live gehen</strong> den Stream, mit der Ansicht und den Untertiteln, die Sie wählen; <strong>Livestream stoppen</strong> beendet ihn, und das Meeting läuft weiter. Ob gestreamt wird, steht dort so, wie Zoom es sagt.`,
      },
      history: {
        title: 'Zurückblicken',
        body: html`Der <strong>Verlauf</strong> zeigt jede Änderung, was vorher und nachher galt, und ob sie in Uplink oder in Zoom gemacht wurde. <strong>Rückgängig machen</strong> setzt zurück, was vorher da war.`,
      },
      destinations: {
        title: 'Ziele speichern',
        body: html`Unter <strong>Ziele</strong> speichern Sie einmal, wohin Sie streamen: einen Namen, die Streaming-URL, den Streaming-Schlüssel und die Seite. Bei bekannten Diensten ist die Adresse schon ausgefüllt, und Sie erfahren, wo der Dienst den Schlüssel zeigt. Von Schlüsseln sind nur die letzten vier Zeichen zu sehen.`,
      },
      many: {
        title: 'Mehrere bearbeiten',
        body: html`Unter <strong>Mehrere bearbeiten</strong> wählen Sie Meetings oder Webinare aus einer Liste oder nach Titel und Datum und geben die neuen Einstellungen an. <strong>Änderungen prüfen</strong> zeigt jeden Unterschied mit Warnungen und sagt, was sich nicht rückgängig machen lässt; nichts geschieht, bevor Sie zustimmen. Die Änderung läuft weiter, auch wenn Sie die Seite verlassen. Die Seite führt Ihre Änderungen der letzten 30 Tage mit ihrem Fortschritt auf. Was noch nicht begonnen hat, können Sie abbrechen, den Rest rückgängig machen.`,
      },
      account: {
        title: 'Ihr Konto',
        body: html`<strong>Konto</strong> zeigt, seit wann Zoom verbunden ist und welche Berechtigungen Uplink hat. Dort können Sie neu verbinden, die Sprache wählen (Englisch oder Deutsch), alles herunterladen, was über Sie gespeichert ist, sich hier oder auf allen Geräten abmelden und alles löschen.`,
      },
      panel: {
        title: 'In einem Zoom-Meeting',
        body: html`Wo der Betreiber dieses Servers es eingerichtet hat, öffnet sich Uplink in einem Meeting unter <strong>Apps</strong> und zeigt, wohin dieses Meeting streamt, die Vorabprüfung, und wie Sie starten und stoppen. Welches Meeting es ist, sagt Zoom nur dem Host und den Co-Hosts. Wenn Sie dort nicht angemeldet sind, öffnet es Uplink in Ihrem Browser.`,
      },
    },
  },
  removing: {
    title: 'Entfernen',
    erase: html`Um alles, was über Sie gespeichert ist, zu löschen und den Zugriff von Uplink auf Zoom zu beenden, öffnen Sie in Uplink <strong>Konto</strong>, und wählen Sie <strong>Trennen und alles löschen</strong>. Das gilt sofort und lässt sich nicht rückgängig machen.`,
    inZoom: 'Oder entfernen Sie die App in Zoom:',
    steps: {
      open: html`Melden Sie sich beim <a href="https://marketplace.zoom.us/" rel="noopener noreferrer">Zoom App Marketplace</a> an.`,
      manage: html`Wählen Sie <strong>Verwalten</strong>, dann <strong>Hinzugefügte Apps</strong>.`,
      remove: html`Suchen Sie Uplink, und wählen Sie <strong>Entfernen</strong>.`,
    },
    after: (to) =>
      html`Damit endet der Zugriff von Uplink: Seine Tokens gelten nicht mehr. In beiden Fällen bleiben die Livestream-Einstellungen Ihrer Meetings in Zoom, wie sie sind. Was aus den Kopien wird, die hier gespeichert sind, steht unter <a href="${to('/privacy')}">Datenschutz</a>.`,
  },
  permissions: {
    title: 'Berechtigungen',
    uses: {
      user: 'Um zu wissen, wer Sie sind: Ihr Name steht oben, und Zeiten werden in Ihrer Zeitzone gezeigt.',
      lists: 'Um die Listen Ihrer Meetings und Webinare zu zeigen.',
      read: 'Um zu zeigen, wohin ein Meeting oder Webinar live gestreamt wird.',
      update:
        'Um Streaming-URL, Streaming-Schlüssel, Seiten-URL und Auflösung zu speichern, wenn Sie „Speichern“ wählen.',
      status: 'Um den Livestream zu starten und zu stoppen, wenn Sie es wünschen.',
      check:
        'Um, bevor Sie live gehen, zu prüfen, ob das Meeting verschlüsselt und ob Livestreaming eingeschaltet ist; und um von Zoom zu hören, wenn sich eines davon ändert.',
    },
  },
};
