import type { Messages } from '../en/index.ts';
import { html } from '../html.ts';

export const terms: Messages['terms'] = {
  title: 'Nutzungsbedingungen',
  lead: (publicUrl) =>
    html`Diese Bedingungen gelten zwischen Ihnen und dem Betreiber des Uplink-Servers unter <code>${publicUrl}</code>. Uplink ist Open-Source-Software unter der MIT-Lizenz. Die Autoren betreiben diesen Server nicht und sind nicht Partei dieser Bedingungen.`,
  allowed: {
    title: 'Zulässige Nutzung',
    body: 'Sie dürfen mit Uplink die Livestream-Einstellungen von Meetings und Webinaren ansehen und ändern, die Sie in Zoom verwalten dürfen. Die Bedingungen von Zoom gelten weiterhin.',
  },
  care: {
    title: 'Ihre Pflichten',
    rights:
      'Streamen Sie nur Inhalte, für die Sie die Rechte haben, und nur zu Diensten, bei denen das erlaubt ist. Informieren Sie die Teilnehmer.',
    keys: 'Halten Sie Streaming-Schlüssel geheim: Mit Ihrem Schlüssel kann man in Ihrem Namen streamen.',
    check: 'Prüfen Sie geänderte Einstellungen, bevor Sie live gehen.',
  },
  promised: {
    title: 'Haftungsausschluss',
    body: 'Der Dienst wird ohne Gewähr bereitgestellt. Er hängt von Zoom ab, und beide können sich ändern oder ausfallen. Soweit gesetzlich zulässig, haftet der Betreiber nicht für die Folgen eines Streams, der nicht gestartet ist oder zum falschen Ziel ging.',
  },
  end: {
    title: 'Beendigung',
    body: 'Sie können die Nutzung jederzeit beenden, indem Sie die App in Zoom entfernen. Der Betreiber kann den Dienst oder Ihren Zugang beenden.',
  },
  privacy: (to) =>
    html`Informationen zum Umgang mit Ihren Daten finden Sie unter <a href="${to('/privacy')}">Datenschutz</a>.`,
};
