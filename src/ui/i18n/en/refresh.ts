/** The button that reads what is shown again. */
export const refresh = {
  action: 'Refresh',
  busy: 'Refreshing…',
  done: 'Up to date.',
  updated: (age: string) => `Last updated ${age}`,
};
