/** The panel in Zoom's own window. */
export const panel = {
  opening: 'Asking Zoom which meeting this is…',
  signedOut: 'You are not signed in to Uplink here',
  signedOutBody:
    'Zoom’s window keeps its own sign-in, and may not keep one at all. Open Uplink in your browser: everything works there.',
  open: 'Open Uplink in the browser',
  openMeeting: 'Open this meeting in the browser',
  noMeeting: 'No meeting of yours',
  noMeetingBody:
    'Zoom tells which meeting this is to its host and co-hosts only, and only while it takes place. Start your meeting, then open Uplink again.',
  elsewhere: 'This page is meant for Zoom',
  elsewhereBody:
    'Opened inside a Zoom meeting it shows where that meeting streams. In a browser, use the app itself.',
  otherUser: 'You are signed in to Uplink as somebody else than in Zoom. What you see is theirs, not yours.',
  openByHand: (url: string) => `If nothing opens, go to ${url}`,
};
