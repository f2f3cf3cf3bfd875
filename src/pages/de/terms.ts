import type { Messages } from '../en/index.ts';
import { html } from '../html.ts';

export const terms: Messages['terms'] = {
  title: 'Nutzungsbedingungen',
  lead: (publicUrl) =>
    html`Diese Bedingungen gelten zwischen Ihnen und dem Betreiber des Uplink-Servers unter <code>${publicUrl}</code>. Uplink ist quelloffene Software unter der MIT-Lizenz; wer sie geschrieben hat, betreibt diesen Server nicht und ist an diesen Bedingungen nicht beteiligt.`,
  allowed: {
    title: 'Was Sie dürfen',
    body: 'Verwenden Sie Uplink, um die Livestream-Einstellungen von Meetings und Webinaren zu sehen und zu ändern, die Sie in Zoom verwalten dürfen. Für all das gelten weiterhin auch die Bedingungen von Zoom.',
  },
  care: {
    title: 'Worauf Sie achten',
    rights:
      'Streamen Sie nur, was Sie streamen dürfen, und nur dorthin, wo Sie es dürfen, und sagen Sie es denen, die am Meeting teilnehmen.',
    keys: 'Behalten Sie Streaming-Schlüssel für sich: Wer einen Schlüssel hat, kann in Ihrem Namen streamen.',
    check: 'Prüfen Sie eine geänderte Einstellung, bevor Sie auf Sendung gehen.',
  },
  promised: {
    title: 'Was nicht versprochen wird',
    body: 'Der Dienst wird so bereitgestellt, wie er ist. Er hängt von Zoom ab, und beides kann unterbrochen werden oder sich ändern. Soweit das Gesetz es zulässt, haftet der Betreiber nicht dafür, dass ein Stream nicht begonnen hat oder anderswohin ging, und nicht für die Folgen.',
  },
  end: {
    title: 'Wie es endet',
    body: 'Sie können jederzeit aufhören, indem Sie die App in Zoom entfernen. Der Betreiber kann den Dienst oder Ihren Zugang dazu beenden.',
  },
  privacy: (to) =>
    html`Wie mit Ihren Daten umgegangen wird, steht unter <a href="${to('/privacy')}">Datenschutz</a>.`,
};
