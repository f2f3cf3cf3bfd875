import type { Configuration } from './configuration.ts';

/**
 * The configuration that an update is about to send to Zoom. Stored before sending, until the
 * result is stored.
 */
export interface Intent {
  kind: 'updated' | 'restored';
  before: Configuration;
  wanted: Configuration;
}
