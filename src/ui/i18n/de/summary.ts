import type { Strings } from '../en/index.ts';

export const summary: Strings['summary'] = {
  change: 'Ändern',
  destination: 'Ziel',
  usedBy: (count) => (count === 1 ? 'Von 1 Meeting verwendet' : `Von ${count} Meetings verwendet`),
  copyStreamUrl: 'Streaming-URL kopieren',
  copyWatchPage: 'Seite zum Zusehen kopieren',
  noWatchPage: 'Keine',
  qrCode: 'QR-Code',
  qrTitle: 'QR-Code der Seite zum Zusehen',
  qrFor: (url) => `QR-Code für ${url}`,
  qrFailed: 'Diese Adresse lässt sich nicht als QR-Code anzeigen.',
  close: 'Schließen',
  copyInvitation: 'Einladungstext kopieren',
  invitation: (topic, when, url) => [topic, when, `Live zusehen: ${url}`].filter(Boolean).join('\n'),
};
