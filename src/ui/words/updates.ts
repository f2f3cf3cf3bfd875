export const updates = {
  interrupted: 'Changes do not arrive at the moment, so what you see may be old. Uplink keeps trying.',
  back: 'Changes arrive again.',
};
