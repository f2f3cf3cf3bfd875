import type { Words } from '../words.ts';

export const frame: Words['frame'] = {
  about: 'Über Uplink',
  documentation: 'Dokumentation',
  privacy: 'Datenschutz',
  terms: 'Nutzungsbedingungen',
  support: 'Hilfe',
};
