/** Short messages about what just happened. */
export const toasts = {
  region: 'Messages (F8)',
  shortcut: (action: string) => `${action}: press F8.`,
  dismissOf: (text: string) => `Dismiss: ${text}`,
  undo: 'Undo',
  notUndoable: 'This can’t be undone: no livestream was set up before.',
  changedSince: 'The settings changed since. Restore them from the history.',
};
