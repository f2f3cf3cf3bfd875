import type { Messages } from '../en/index.ts';

export const errors: Messages['errors'] = {
  notFound: {
    title: 'Seite nicht gefunden',
    body: 'Die URL enthält vielleicht einen Tippfehler, oder die Seite wurde verschoben.',
    action: 'Zu Ihren Meetings',
  },
  tooMany: {
    title: 'Zu viele Versuche',
    wait: (seconds) =>
      `Aus Ihrem Netzwerk kamen in kurzer Zeit zu viele Anfragen. Versuchen Sie es in ${seconds === 1 ? 'einer Sekunde' : `${seconds} Sekunden`} erneut.`,
    waitAMinute:
      'Aus Ihrem Netzwerk kamen in kurzer Zeit zu viele Anfragen. Versuchen Sie es in einer Minute erneut.',
  },
  misconfigured: {
    title: 'Dieser Server ist nicht richtig eingerichtet',
    body: 'Zoom lehnt die Zugangsdaten dieses Servers ab, deshalb ist derzeit keine Anmeldung möglich. Ihre gespeicherten Daten sind nicht betroffen.',
    operator:
      'Das kann nur der Betreiber beheben. Bitte melden Sie ihm, dass Zoom die Client-ID oder das Client-Secret abgelehnt hat.',
  },
  unexpected: {
    title: 'Etwas ist schiefgegangen',
    body: 'Der Fehler liegt bei uns. Versuchen Sie es in einer Minute erneut. Falls der Fehler weiterhin auftritt, wenden Sie sich an den Betreiber.',
  },
  openAgain: {
    title: 'Öffnen Sie Uplink in Zoom erneut',
    body: 'Diese Seite ist abgelaufen oder wurde nicht von Zoom geöffnet. Schließen Sie die App in Zoom und öffnen Sie sie unter „Apps“ erneut.',
    browser:
      'Sie können Uplink auch in Ihrem Browser verwenden, unter der URL, die Sie von Ihrem Team erhalten haben.',
  },
  toStart: 'Zur Startseite',
  reference: 'Kennung für den Betreiber:',
};
