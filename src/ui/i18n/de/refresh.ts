import type { Strings } from '../en/index.ts';

export const refresh: Strings['refresh'] = {
  action: 'Aktualisieren',
  busy: 'Wird aktualisiert …',
  done: 'Auf dem neuesten Stand.',
  updated: (age) => `Zuletzt aktualisiert ${age}`,
};
