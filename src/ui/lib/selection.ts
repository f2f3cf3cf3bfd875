import type { Kind } from '../api/types.ts';

export type SelectedMeeting = { id: string; topic: string };

/** The selected meetings of one kind, each once, in the order of the list. */
export type Selection = { kind: Kind; meetings: SelectedMeeting[] };

/** The text that is stored for a user. */
export function storedSelection(userId: string, selection: Selection): string {
  return JSON.stringify({ user: userId, ...selection });
}

/** Parses {@link storedSelection}; null if it is missing, invalid or another user's. */
export function parseSelection(text: string | null, userId: string): Selection | null {
  const stored = parsed(text);
  if (!isRecord(stored) || stored.user !== userId || !Array.isArray(stored.meetings)) return null;
  const { kind } = stored;
  if (kind !== 'meetings' && kind !== 'webinars') return null;
  const meetings = stored.meetings.filter(isSelectedMeeting).map(({ id, topic }) => ({ id, topic }));
  return meetings.length > 0 ? { kind, meetings } : null;
}

function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isSelectedMeeting(value: unknown): value is SelectedMeeting {
  return (
    isRecord(value) &&
    typeof value.id === 'string' &&
    /^[0-9]{8,19}$/.test(value.id) &&
    typeof value.topic === 'string'
  );
}
