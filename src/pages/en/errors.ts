/** Texts of error pages outside the sign-in. */
export const errors = {
  notFound: {
    title: 'Page not found',
    body: 'The URL may be mistyped, or the page may have moved.',
    action: 'Go to your meetings',
  },
  tooMany: {
    title: 'Too many attempts',
    wait: (seconds: number) =>
      `Your network sent too many requests in a short time. Try again in ${seconds === 1 ? 'a second' : `${seconds} seconds`}.`,
    waitAMinute: 'Your network sent too many requests in a short time. Try again in a minute.',
  },
  misconfigured: {
    title: 'This server is not set up correctly',
    body: 'Zoom rejects this server’s credentials, so no one can sign in right now. Your stored data is not affected.',
    operator:
      'Only the operator can fix this. Please report that Zoom rejected the client ID or the client secret.',
  },
  unexpected: {
    title: 'Something went wrong',
    body: 'This error is on our side. Try again in a minute. If it keeps happening, contact the operator.',
  },
  openAgain: {
    title: 'Reopen Uplink in Zoom',
    body: 'This page has expired, or was not opened by Zoom. Close the app in Zoom, then open it again under Apps.',
    browser: 'You can also use Uplink in your browser, at the URL that your team gave you.',
  },
  toStart: 'Back to home',
  reference: 'Reference for the operator:',
};
