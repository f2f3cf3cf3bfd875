import type { Messages } from '../en/index.ts';

export const frame: Messages['frame'] = {
  about: 'Über Uplink',
  documentation: 'Dokumentation',
  privacy: 'Datenschutz',
  terms: 'Nutzungsbedingungen',
  support: 'Hilfe',
  operator: 'Betreiber dieses Servers',
};
