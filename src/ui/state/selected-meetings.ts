import { computed, effect, signal } from '@preact/signals';
import type { Kind } from '../api/types.ts';
import { parseSelection, type Selection, storedSelection } from '../lib/selection.ts';
import { session } from './session.ts';

const STORED = 'uplink-selection';

/**
 * The meetings that the user selected in a list, for the bulk edit screen. They survive a reload of
 * the tab, and signing in again after the session has ended. Another user never sees them.
 */
export const selectedMeetings = signal<Selection | null>(null);

const selectedIds = computed(() => new Set(selectedMeetings.value?.meetings.map(({ id }) => id)));

/** Whether a meeting is selected. */
export function isSelected(kind: Kind, id: string): boolean {
  return selectedMeetings.value?.kind === kind && selectedIds.value.has(id);
}

/** Replaces the selection; no meetings clear it. */
export function selectMeetings(selection: Selection | null): void {
  const chosen = selection && selection.meetings.length > 0 ? selection : null;
  selectedMeetings.value = chosen;
  const current = session.peek();
  if (current.state === 'signed in')
    write(chosen === null ? null : storedSelection(current.me.user.id, chosen));
}

/** The selection stays for the page if the browser does not allow or has no space to store it. */
function write(text: string | null): void {
  try {
    if (text === null) sessionStorage.removeItem(STORED);
    else sessionStorage.setItem(STORED, text);
  } catch {
    // Only a reload loses the selection.
  }
}

function stored(): string | null {
  try {
    return sessionStorage.getItem(STORED);
  } catch {
    return null;
  }
}

// The selection belongs to the signed-in user.
if (typeof document !== 'undefined') {
  let userId = '';
  effect(() => {
    const current = session.value;
    if (current.state === 'signed in') {
      if (current.me.user.id === userId) return;
      userId = current.me.user.id;
      selectedMeetings.value = parseSelection(stored(), userId);
      if (selectedMeetings.peek() === null) write(null);
    }
    if (current.state === 'signed out') {
      userId = '';
      selectedMeetings.value = null;
      // After an ended session, the same user finds it again.
      if (current.because !== undefined && current.because !== 'ended') write(null);
    }
  });
}
