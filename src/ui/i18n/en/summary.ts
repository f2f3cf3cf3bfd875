/** The livestream settings of a meeting, as they are in Zoom. */
export const summary = {
  change: 'Change',
  destination: 'Destination',
  usedBy: (count: number) => (count === 1 ? 'Used by 1 meeting' : `Used by ${count} meetings`),
  copyStreamUrl: 'Copy Stream URL',
  copyWatchPage: 'Copy watch page',
  noWatchPage: 'None',
  qrCode: 'QR code',
  qrTitle: 'QR code of the watch page',
  qrFor: (url: string) => `QR code for ${url}`,
  qrFailed: 'This address can’t be shown as a QR code.',
  close: 'Close',
  copyInvitation: 'Copy invitation text',
  /** The text itself, with an empty `when` for meetings without a fixed time. */
  invitation: (topic: string, when: string, url: string) =>
    [topic, when, `Watch live: ${url}`].filter(Boolean).join('\n'),
};
