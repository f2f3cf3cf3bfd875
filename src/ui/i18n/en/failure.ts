/** Requests that failed. */
export const failure = {
  unreachable: 'No connection to Uplink. Check your network, then try again.',
  unreachableSaving:
    'The connection broke before an answer came, so it is not known whether the change was saved. Your input is still here; sending it again is safe.',
  unexpected: (status: number) => `Uplink gave an unexpected answer (${status}). Try again in a minute.`,
  signedOut: 'You are signed out. Your input is still here: sign in again in a new tab, then go on here.',
  signIn: 'Sign in again',
  retry: 'Try again',
  retrySending: 'Send again',
  notKept: 'Zoom didn’t keep these settings: Custom Live Streaming is off.',
  turnOn: 'Turn it on ↗',
  reconnect: 'Reconnect with Zoom',
  zoomMessage: (message: string) => `Zoom says: “${message}”`,
  waitSeconds: (seconds: number) => `Wait about ${seconds} seconds before trying again.`,
  waitUntil: (day: string, time: string) => `Not before: ${day}, ${time}.`,
  request: (id: string) => `Reference for support: ${id}`,
};
