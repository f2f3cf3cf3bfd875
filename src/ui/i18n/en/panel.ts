/** The panel inside a Zoom meeting. */
export const panel = {
  opening: 'Loading this meeting…',
  signedOut: 'You’re not signed in inside Zoom',
  signedOutBody: 'You’re not signed in inside Zoom. Continue in your browser.',
  open: 'Open in browser',
  openMeeting: 'Open meeting in browser',
  noMeeting: 'No meeting available',
  noMeetingBody: 'Available to hosts and co-hosts during the meeting.',
  elsewhere: 'Open this page in Zoom',
  elsewhereBody: 'It shows where the current meeting streams. In a browser, use the app itself.',
  otherUser: 'You’re signed in to Uplink as a different user than in Zoom.',
  openByHand: (url: string) => `If nothing opens, go to ${url}`,
};
