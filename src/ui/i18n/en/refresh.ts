/** The refresh button and the age of what is shown. */
export const refresh = {
  action: 'Refresh',
  busy: 'Refreshing…',
  done: 'Up to date.',
  updated: (age: string) => `Last updated ${age}`,
};
