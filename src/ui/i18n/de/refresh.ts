import type { Strings } from '../en/index.ts';

export const refresh: Strings['refresh'] = {
  action: 'Aktualisieren',
  busy: 'Wird aktualisiert …',
  done: 'Aktuell.',
  updated: (age) => `Stand: ${age}`,
};
