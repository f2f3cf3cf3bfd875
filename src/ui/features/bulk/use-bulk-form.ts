import { useEffect, useRef, useState } from 'preact/hooks';
import { api, type Failure } from '../../api/client.ts';
import type { BulkRow, Kind, NewBulkUpdate } from '../../api/types.ts';
import { useFocusOnRejection } from '../../components/use-focus-on-rejection.ts';
import { strings } from '../../i18n/index.ts';
import { fieldErrorsOf, formReducer, initialFormState } from '../../lib/form-state.ts';
import { announce } from '../../state/announce.ts';
import { times } from '../../state/clock.ts';
import { coverScreen, go, path } from '../../state/navigation.ts';
import { bulkPath, outdatedIn, selectionIn } from '../../state/route.ts';
import { selectedMeetings } from '../../state/selected-meetings.ts';
import { read } from '../../state/session.ts';
import { useGuard } from '../../state/use-guard.ts';
import {
  applicationOf,
  type BulkForm,
  type BulkFormAction,
  type BulkFormError,
  type BulkFormState,
  bulkFields,
  countsOf,
  emptyBulkForm,
  isTouched,
  requestOf,
  withoutForeignIds,
} from './bulk-form.ts';
import { tableRequest, useBulkTable } from './table/use-bulk-table.ts';
import { useSavedDestinations } from './use-bulk-choices.ts';

const messages = strings.bulk;

/** The rows of a dry run. Exactly these are applied, even if the filter matches others later. */
export type Previewed = { kind: Kind; rows: BulkRow[]; unchecked: number; request: NewBulkUpdate };

/** A bulk edit from the form through the dry run to its start. */
export function useBulkForm() {
  const { form, error, preselected, dispatch, setError, change, isMounted } = useBulkFormState();
  const [previewed, setPreviewed] = useState<Previewed | null>(null);
  const uncover = useRef<(() => void) | null>(null);
  const letLeave = useGuard(isTouched(form.values), messages.leave);
  const { kind, by, table } = form.values;
  const destinations = useSavedDestinations();
  const handle = useBulkTable({
    kind,
    isActive: by === 'table',
    table,
    destinations,
    onChange: (changed) => change({ table: changed }),
  });

  /** The result of a submit; null if it failed, or after the user left. */
  const submit = async (body: NewBulkUpdate) => {
    // The last error stays until the response arrives: the button must not move under the pointer.
    dispatch({ type: 'submit', keepErrors: true });
    const response = await read(api.POST('/api/bulk-updates', { body }));
    if (!isMounted.current) return null;
    if (response.ok) dispatch({ type: 'submitted' });
    else dispatch(rejectionOf(response.failure));
    if (!response.ok && body.updates) handle.reject(response.failure, body.updates);
    return response.ok ? response.value : null;
  };

  const preview = async () => {
    if (form.submitting) return;
    const request = by === 'table' ? tableRequest(handle, kind) : requestOf(form.values, times.peek().zone);
    if (typeof request === 'string') return setError(request);
    setError(null);
    announce(messages.previewing);
    const dryRun = await submit({ ...request, dry_run: true });
    if (!dryRun || !('rows' in dryRun)) return;
    const { rows, unchecked_encryption: unchecked } = dryRun;
    announce(messages.counts(countsOf(rows)));
    setPreviewed({ kind, rows, unchecked, request });
    uncover.current = coverScreen(showForm);
  };

  const apply = async () => {
    if (form.submitting || !previewed) return;
    announce(messages.applying);
    const started = await submit(applicationOf(previewed.request, previewed.rows));
    if (!started || !('id' in started)) return;
    letLeave();
    go(bulkPath(started.id));
  };

  const showForm = () => {
    setPreviewed(null);
    dispatch({ type: 'clear-errors' });
  };

  /** Once: a second step back would leave the screen. */
  const back = () => {
    if (!uncover.current) return;
    uncover.current();
    uncover.current = null;
    showForm();
    history.back();
  };

  useEffect(() => () => uncover.current?.(), []);

  return { ...form, error, previewed, handle, destinations, preselected, change, preview, apply, back };
}

/** The state of the form. If the path names a destination, its outdated meetings are selected. */
function useBulkFormState() {
  const [form, setForm] = useState<BulkFormState>(() => initialFormState(emptyBulkForm, null));
  const [error, setError] = useState<BulkFormError | null>(null);
  /** The titles of the meetings that were selected on another screen; null if there are none. */
  const [preselected, setPreselected] = useState<readonly string[] | null>(null);
  const isMounted = useRef(true);
  const { values, errors, rejections, submitting } = form;
  const firstInvalid = bulkFields.find((field) => errors[field]) ?? null;
  useFocusOnRejection({ rejections, busy: submitting, firstInvalid });

  const dispatch = (action: BulkFormAction) => setForm((now) => formReducer(now, action));

  const change = (changes: Partial<BulkForm>) => {
    dispatch({ type: 'edit', changes: withoutForeignIds(values, changes) });
    setError(null);
  };

  const preselect = async () => {
    const selection = listSelection() ?? (await outdatedMeetings());
    if (!selection || !isMounted.current) return;
    if ('failure' in selection) return dispatch({ type: 'load-failed', failure: selection.failure });
    const { titles, ...changes } = selection;
    setForm((now) => (isTouched(now.values) ? now : formReducer(now, { type: 'fill', changes })));
    setPreselected(titles);
  };

  useEffect(() => {
    isMounted.current = true;
    preselect();
    return () => {
      isMounted.current = false;
    };
  }, []);

  return { form, error, preselected, dispatch, setError, change, isMounted };
}

function rejectionOf(failure: Failure): BulkFormAction {
  return { type: 'rejected', failure, errors: fieldErrorsOf(failure, bulkFields) };
}

/** Meetings that were selected on another screen, with their titles. */
type Preselection = Partial<BulkForm> & { titles: readonly string[] };

/** The meetings that the user selected in the list; null if the path does not name them. */
function listSelection(): Preselection | null {
  const named = selectionIn(path.peek());
  const selected = selectedMeetings.peek();
  if (!named || selected?.kind !== named.kind) return null;
  const chosen = new Set(selected.meetings.map(({ id }) => id));
  const titles = selected.meetings.map(({ topic }) => topic);
  return { kind: named.kind, by: 'list', chosen, destinationId: named.destinationId ?? '', titles };
}

/**
 * The meetings that still have the previous URL and key of the destination that the path names;
 * null if it names none.
 */
async function outdatedMeetings(): Promise<Preselection | { failure: Failure } | null> {
  const outdated = outdatedIn(path.peek());
  if (!outdated) return null;
  const { destinationId, kind } = outdated;
  const params = { path: { id: destinationId } };
  const response = await read(api.GET('/api/destinations/{id}/meetings', { params }));
  if (!response.ok) return { failure: response.failure };
  const left = response.value.meetings.filter((meeting) => meeting.kind === kind && !meeting.current);
  const chosen = new Set(left.map(({ meeting_id }) => meeting_id));
  return { kind, by: 'list', chosen, destinationId, titles: left.map(({ topic }) => topic) };
}
