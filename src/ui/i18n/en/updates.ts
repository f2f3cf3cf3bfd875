export const updates = {
  interrupted: 'Live updates paused. Reconnecting…',
  limit:
    'Uplink is open in 6 other browsers or devices, so this page doesn’t update automatically. Close one of them, or reload.',
  back: 'Live updates are back.',
};
