import type { Messages } from '../en/index.ts';

export const errors: Messages['errors'] = {
  notFound: {
    title: 'Diese Seite gibt es nicht',
    body: 'Vielleicht ist die Adresse vertippt, oder die Seite ist umgezogen.',
    action: 'Zu Ihren Meetings',
  },
  tooMany: {
    title: 'Zu viele Versuche',
    wait: (seconds) =>
      `Aus Ihrem Netz kamen in kurzer Zeit zu viele Anfragen. Warten Sie ${seconds === 1 ? 'eine Sekunde' : `${seconds} Sekunden`}, und versuchen Sie es dann erneut.`,
    waitAMinute:
      'Aus Ihrem Netz kamen in kurzer Zeit zu viele Anfragen. Warten Sie eine Minute, und versuchen Sie es dann erneut.',
  },
  misconfigured: {
    title: 'Dieser Server ist nicht richtig eingerichtet',
    body: 'Zoom nimmt die Zugangsdaten dieses Servers nicht an, deshalb kann sich gerade niemand anmelden. Was gespeichert ist, bleibt, wie es ist.',
    operator:
      'Nur der Betreiber dieses Servers kann es berichtigen. Sagen Sie ihm, dass Zoom die Client-ID oder das Client-Secret abgelehnt hat.',
  },
  unexpected: {
    title: 'Etwas ist schiefgegangen',
    body: 'Das liegt an uns, nicht an Ihnen. Versuchen Sie es in einer Minute erneut. Wenn es so bleibt, sagen Sie es dem Betreiber dieses Servers.',
  },
  openAgain: {
    title: 'Öffnen Sie Uplink in Zoom noch einmal',
    body: 'Diese Seite wurde vor einer Weile geöffnet, oder nicht von Zoom. Schließen Sie die App in Zoom, und öffnen Sie sie dann unter „Apps“ noch einmal.',
    browser: 'Uplink geht auch in Ihrem Browser, unter der Adresse, die Sie von Ihrem Team haben.',
  },
  toStart: 'Zurück zum Anfang',
  reference: 'Kennung für den Betreiber:',
};
