/** Desktop notifications, and the setting for them. */
export const notifications = {
  title: 'Notifications',
  hint: 'Tells you when a livestream stops or fails, or Uplink loses its connection to Zoom, while Uplink is open in the background.',
  label: 'Desktop notifications',
  on: 'On',
  off: 'Off',
  waiting: 'Waiting for your browser…',
  undecided: 'Your browser’s prompt was closed. Turn on notifications again, then allow them.',
  unsupported: 'This browser doesn’t support desktop notifications.',
  blocked: 'Notifications are blocked. Open the site settings next to the address bar and allow them.',
  storage: 'Saved in this browser until you sign out.',
  stopped: 'Livestream stopped',
  failed: 'Livestream not started',
  sample: 'Notifications are on',
  sampleBody: 'Uplink notifies you like this when a livestream stops or fails.',
};
