import { useRef, useState } from 'preact/hooks';
import { type Failure, isProblem, type Tagged } from '../../../api/client.ts';
import { cachedMeeting } from '../../../api/meeting-cache.ts';
import type { Kind, Livestream } from '../../../api/types.ts';
import { formReducer } from '../../../lib/form-state.ts';
import { type LivestreamFormAction, type LivestreamFormState, livestreamForm } from './livestream-values.ts';
import { createRequestOrder } from './request-order.ts';

/** Why there is no meeting to show: it was deleted in Zoom, or never belonged to the user. */
export type Missing = 'deleted' | 'not found';

type Status = {
  loading: boolean;
  failure: Failure | null;
  /** The result of the last check for changes in Zoom. */
  checked: string;
  missing: Missing | null;
};

export type LivestreamState = ReturnType<typeof useLivestreamState>;

/** What the reads and changes of one livestream share. */
export function useLivestreamState(kind: Kind, id: string) {
  const [form, setForm] = useState<LivestreamFormState | null>(null);
  const [status, setStatus] = useState<Status>({ loading: true, failure: null, checked: '', missing: null });
  const [order] = useState(createRequestOrder);
  const isMounted = useRef(true);
  const isMissing = useRef(false);
  const latest = useRef(form);
  latest.current = form;

  const show = (changes: Partial<Status>) => {
    if (changes.missing !== undefined) isMissing.current = changes.missing !== null;
    setStatus((now) => ({ ...now, ...changes }));
  };

  const dispatch = (action: LivestreamFormAction) => setForm((now) => now && formReducer(now, action));

  /** Puts Zoom's current version into the form, or beside the user's edits. */
  const receive = (saved: Tagged<Livestream>) =>
    setForm((now) => (now ? formReducer(now, { type: 'receive', saved }) : livestreamForm(saved)));

  /** Zoom does not have the meeting (anymore): nothing is loaded until the user requests it. */
  const recordMissing = (failure: Failure): boolean => {
    if (!isProblem(failure, 'meeting_not_found')) return false;
    show({ missing: latest.current || cachedMeeting(kind, id) ? 'deleted' : 'not found' });
    return true;
  };

  return { form, latest, status, show, order, isMounted, isMissing, dispatch, receive, recordMissing };
}
