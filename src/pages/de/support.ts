import type { Messages } from '../en/index.ts';
import { html } from '../html.ts';

export const support: Messages['support'] = {
  title: 'Hilfe',
  lead: (publicUrl) =>
    html`Uplink unter <code>${publicUrl}</code> wird von Ihrem eigenen Team betrieben oder von jemandem, den es beauftragt hat. Wenn Sie Hilfe brauchen, wenden Sie sich an den Betreiber dieses Servers: meist die, von denen Sie diese Adresse haben, oder Ihr Zoom-Administrator.`,
  before: {
    title: 'Bevor Sie fragen',
    cases: {
      notEnabled: {
        term: '„Livestreaming ist nicht eingeschaltet“, oder eine Änderung bleibt nicht',
        body: html`Schalten Sie in den Zoom-Einstellungen unter „In Meeting (Erweitert)“ <strong>Livestreaming von Meetings zulassen</strong> ein, zusammen mit <strong>Benutzerdefinierter Livestreaming-Dienst</strong>. Vielleicht ist es in Ihrem Konto gesperrt; dann kann es nur Ihr Zoom-Administrator. Nötig ist ein Pro-Plan oder ein höherer.`,
      },
      notFound: {
        term: 'Ein Meeting wird nicht gefunden',
        body: html`Uplink sieht, was der angemeldete Zoom-Benutzer als Host veranstaltet. Prüfen Sie die ID, und ob es ein Webinar ist. Ein Meeting, das gelöscht wurde oder abgelaufen ist, gibt es auch in Zoom nicht mehr.`,
      },
      reconnect: {
        term: 'Uplink bittet Sie, neu zu verbinden',
        body: html`Zoom hat die Verbindung beendet, oder die App braucht eine Berechtigung, die sie bisher nicht hatte. Verwenden Sie die Schaltfläche; nichts Gespeichertes geht verloren.`,
      },
      stale: {
        term: '„Letzter bekannter Stand“',
        body: html`Zoom war nicht erreichbar. Was Sie sehen, kann älter sein als das, was Zoom hat. Wählen Sie gleich noch einmal <strong>Jetzt bei Zoom prüfen</strong>.`,
      },
      noStream: {
        term: 'Der Stream beginnt nicht',
        body: html`Mit dem Speichern beginnt noch kein Livestream. Starten Sie das Meeting in Zoom und wählen Sie dann auf seiner Seite in Uplink <strong>Live gehen</strong>, oder starten Sie den Livestream im Meeting in Zoom, unter „Mehr“.`,
      },
    },
  },
  writing: {
    title: 'Wenn Sie dem Betreiber schreiben',
    body: 'Sagen Sie, was Sie wann getan haben, und nennen Sie die Kennung, die beim Fehler steht. Schicken Sie nie einen Streaming-Schlüssel.',
  },
  documentation: (to) =>
    html`Wie Sie Uplink hinzufügen, verwenden und entfernen, steht in der <a href="${to('/documentation')}">Dokumentation</a>.`,
};
