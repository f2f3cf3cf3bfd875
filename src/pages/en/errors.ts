/** Pages for what went wrong, outside the sign-in. */
export const errors = {
  notFound: {
    title: 'There is no such page',
    body: 'The address may be mistyped, or the page has moved.',
    action: 'Go to your meetings',
  },
  tooMany: {
    title: 'Too many tries',
    wait: (seconds: number) =>
      `There were too many requests from your network in a short time. Wait ${seconds === 1 ? 'a second' : `${seconds} seconds`}, then try again.`,
    waitAMinute:
      'There were too many requests from your network in a short time. Wait a minute, then try again.',
  },
  misconfigured: {
    title: 'This server is not set up correctly',
    body: 'Zoom does not accept the credentials of this server, so nobody can sign in at the moment. What is stored stays as it is.',
    operator:
      'Only the operator of this server can correct it. Tell them that Zoom refused the client ID or client secret.',
  },
  unexpected: {
    title: 'Something went wrong',
    body: 'This is our fault, not yours. Try again in a minute. If it stays so, tell the operator of this server.',
  },
  openAgain: {
    title: 'Open Uplink again in Zoom',
    body: 'This page was opened a while ago, or not by Zoom. Close the app in Zoom, then open it again under Apps.',
    browser: 'Uplink works in your browser too, at the address that your team gave you.',
  },
  toStart: 'Back to the start',
  reference: 'Reference for the operator:',
};
