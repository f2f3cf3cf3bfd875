export const updates = {
  interrupted: 'Live updates are interrupted, so this page may be out of date. Uplink keeps trying.',
  limit:
    'Uplink is already open in 6 other browsers or devices, so this page does not update automatically. Close one of them, or reload to see changes.',
  back: 'Live updates are back.',
};
