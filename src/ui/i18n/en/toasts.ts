/** Short messages about what just happened. */
export const toasts = {
  region: 'Messages (F8)',
  shortcut: (action: string) => `${action}: press F8.`,
  dismissOf: (text: string) => `Dismiss: ${text}`,
  undo: 'Undo',
};
