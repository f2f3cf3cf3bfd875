import { sameConfiguration } from '../livestreams/configuration.ts';
import type { Row, Target } from './bulk-update.ts';

/** What puts a row back, one that failed half-way too: nothing where nothing was changed. */
export function undoing({ meetingId, content }: Row): Target[] {
  const { topic, before, after } = content;
  if (before === null || after === null || sameConfiguration(before, after)) return [];
  return [{ meetingId, topic, changes: { kind: 'restore', from: after, to: before } }];
}
