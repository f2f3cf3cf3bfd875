import type { Strings } from '../en/index.ts';

export const updates: Strings['updates'] = {
  interrupted:
    'Die laufende Aktualisierung ist unterbrochen; diese Seite kann veraltet sein. Uplink versucht es weiter.',
  limit:
    'Uplink ist bereits in 6 anderen Browsern oder Geräten geöffnet. Diese Seite aktualisiert sich deshalb nicht von selbst. Schließen Sie Uplink in einem davon, oder laden Sie die Seite neu.',
  back: 'Die Seite wird wieder laufend aktualisiert.',
};
