import type { Strings } from '../strings.ts';

export const updates: Strings['updates'] = {
  interrupted:
    'Änderungen kommen gerade nicht an; was Sie sehen, kann veraltet sein. Uplink versucht es weiter.',
  back: 'Änderungen kommen wieder an.',
};
