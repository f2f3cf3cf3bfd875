import type { Messages } from '../en/index.ts';
import { html } from '../html.ts';

export const support: Messages['support'] = {
  title: 'Hilfe',
  lead: (publicUrl) =>
    html`Uplink unter <code>${publicUrl}</code> wird von Ihrem Team oder in dessen Auftrag betrieben. Wenden Sie sich bei Fragen an den Betreiber dieses Servers: meist die Personen, von denen Sie diese URL erhalten haben, oder Ihr Zoom-Administrator.`,
  before: {
    title: 'Häufige Probleme',
    cases: {
      notEnabled: {
        term: '„Livestreaming ist nicht eingeschaltet“, oder Zoom übernimmt eine Änderung nicht',
        body: html`Schalten Sie in den Zoom-Einstellungen unter „In Meeting (Erweitert)“ <strong>Livestreaming von Meetings zulassen</strong> und <strong>Benutzerdefinierter Livestreaming-Dienst</strong> ein. Sind die Einstellungen gesperrt, wenden Sie sich an Ihren Zoom-Administrator. Erforderlich ist mindestens ein Pro-Plan.`,
      },
      notFound: {
        term: 'Ein Meeting wird nicht gefunden',
        body: html`Uplink zeigt Meetings, deren Host der angemeldete Zoom-Benutzer ist. Prüfen Sie die ID und ob es sich um ein Webinar handelt. Gelöschte und abgelaufene Meetings gibt es auch in Zoom nicht mehr.`,
      },
      reconnect: {
        term: 'Uplink fordert Sie auf, die Verbindung zu Zoom zu erneuern',
        body: html`Uplink hat die Verbindung zu Zoom verloren oder benötigt eine neue Berechtigung. Wählen Sie <strong>Neu mit Zoom verbinden</strong>. Ihre Daten bleiben erhalten.`,
      },
      stale: {
        term: '„Zoom ist nicht erreichbar“',
        body: html`Uplink zeigt die zuletzt geladenen Einstellungen. Sie sind möglicherweise veraltet. Wählen Sie gleich noch einmal <strong>Aus Zoom aktualisieren</strong>.`,
      },
      noStream: {
        term: 'Der Stream startet nicht',
        body: html`Das Speichern der Einstellungen startet den Livestream nicht. Starten Sie das Meeting in Zoom. Wählen Sie dann auf seiner Seite in Uplink <strong>Live gehen</strong>, oder starten Sie den Livestream im Zoom-Meeting unter „Mehr“.`,
      },
    },
  },
  writing: {
    title: 'Wenn Sie sich an den Betreiber wenden',
    body: 'Beschreiben Sie, was Sie wann getan haben, und geben Sie die Kennung an, die beim Fehler angezeigt wird. Senden Sie nie einen Streaming-Schlüssel.',
  },
  documentation: (to) =>
    html`Wie Sie Uplink hinzufügen, verwenden und entfernen, erfahren Sie in der <a href="${to('/documentation')}">Dokumentation</a>.`,
};
