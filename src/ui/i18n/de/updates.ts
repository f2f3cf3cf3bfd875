import type { Strings } from '../en/index.ts';

export const updates: Strings['updates'] = {
  interrupted: 'Live-Aktualisierung unterbrochen. Verbindung wird wiederhergestellt …',
  limit:
    'Uplink ist in 6 anderen Browsern oder Geräten geöffnet. Diese Seite wird deshalb nicht automatisch aktualisiert. Schließen Sie eines davon, oder laden Sie die Seite neu.',
  back: 'Live-Aktualisierung wieder aktiv.',
};
