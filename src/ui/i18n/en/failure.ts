/** Requests that failed. */
export const failure = {
  unreachable: 'Can’t reach Uplink. Check your connection and try again.',
  unreachableSaving:
    'The connection dropped before Uplink responded. Your change may not be saved. It’s safe to send it again.',
  unexpected: (status: number) => `Something went wrong (${status}). Try again in a minute.`,
  signedOut: 'You’re signed out. Sign in again in a new tab, then continue here. Your input is kept.',
  signIn: 'Sign in again',
  retry: 'Try again',
  retrying: 'Trying again…',
  retrySending: 'Send again',
  notKept: 'Zoom didn’t apply these settings: Custom Live Streaming is off.',
  turnOn: 'Turn it on ↗',
  reconnect: 'Reconnect to Zoom',
  zoomMessage: (message: string) => `Message from Zoom: “${message}”`,
  retryIn: (seconds: number) => `Trying again in ${seconds} s…`,
  waitSeconds: (seconds: number) => `Try again in ${seconds} s.`,
  waitUntil: (day: string, time: string) => `Try again after ${day}, ${time}.`,
  request: (id: string) => `Support reference: ${id}`,
};
