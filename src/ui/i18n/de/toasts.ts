import type { Strings } from '../en/index.ts';

export const toasts: Strings['toasts'] = {
  region: 'Meldungen (F8)',
  shortcut: (action) => `${action}: F8 drücken.`,
  dismissOf: (text) => `Meldung schließen: ${text}`,
  undo: 'Rückgängig',
  notUndoable: 'Nicht rückgängig zu machen: Vorher war kein Livestream eingerichtet.',
  changedSince: 'Die Einstellungen wurden inzwischen geändert. Stellen Sie sie im Verlauf wieder her.',
};
