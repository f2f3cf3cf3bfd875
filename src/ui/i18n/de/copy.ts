import type { Strings } from '../en/index.ts';

export const copy: Strings['copy'] = {
  copied: 'Kopiert.',
  blocked: 'Ihr Browser hat das Kopieren blockiert.',
};
