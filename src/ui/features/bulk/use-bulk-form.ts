import { useEffect, useRef, useState } from 'preact/hooks';
import { api, type Failure } from '../../api/client.ts';
import type { BulkRow, Kind, LivestreamChanges, NewBulkUpdate } from '../../api/types.ts';
import { useFocusOnRejection } from '../../components/use-focus-on-rejection.ts';
import { strings } from '../../i18n/index.ts';
import { fieldErrorsOf, formReducer, initialFormState } from '../../lib/form-state.ts';
import { announce } from '../../state/announce.ts';
import { times } from '../../state/clock.ts';
import { coverScreen, go, path } from '../../state/navigation.ts';
import { bulkPath, outdatedIn } from '../../state/route.ts';
import { read } from '../../state/session.ts';
import { useGuard } from '../../state/use-guard.ts';
import {
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
  worthApplying,
} from './bulk-form.ts';

const messages = strings.bulk;

/** The rows of a dry run. Exactly these are applied, even if the filter matches others later. */
export type Previewed = { kind: Kind; rows: BulkRow[]; unchecked: number; changes: LivestreamChanges };

/** A bulk edit from the form through the dry run to its start. */
export function useBulkForm() {
  const { form, error, dispatch, setError, change, isMounted } = useBulkFormState();
  const [previewed, setPreviewed] = useState<Previewed | null>(null);
  const uncover = useRef<(() => void) | null>(null);
  const letLeave = useGuard(isTouched(form.values), messages.leave);

  /** The result of a submit; null if it failed, or after the user left. */
  const submit = async (body: NewBulkUpdate) => {
    // The last error stays until the response arrives: the button must not move under the pointer.
    dispatch({ type: 'submit', keepErrors: true });
    const response = await read(api.POST('/api/bulk-updates', { body }));
    if (!isMounted.current) return null;
    if (response.ok) dispatch({ type: 'submitted' });
    else dispatch(rejectionOf(response.failure));
    return response.ok ? response.value : null;
  };

  const preview = async () => {
    if (form.submitting) return;
    const request = requestOf(form.values, times.peek().zone);
    if (typeof request === 'string') return setError(request);
    announce(messages.previewing);
    const dryRun = await submit({ ...request, dry_run: true });
    if (!dryRun || !('rows' in dryRun)) return;
    const { rows, unchecked_encryption: unchecked } = dryRun;
    announce(messages.counts(countsOf(rows)));
    setPreviewed({ kind: request.kind ?? 'meetings', rows, unchecked, changes: request.changes ?? {} });
    uncover.current = coverScreen(showForm);
  };

  const apply = async () => {
    if (form.submitting || !previewed) return;
    const { kind, rows, changes } = previewed;
    const meeting_ids = worthApplying(rows).map(({ meeting_id }) => meeting_id);
    const started = await submit({ kind, meeting_ids, changes });
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

  return { ...form, error, previewed, change, preview, apply, back };
}

/** The state of the form. If the path names a destination, its outdated meetings are selected. */
function useBulkFormState() {
  const [form, setForm] = useState<BulkFormState>(() => initialFormState(emptyBulkForm, null));
  const [error, setError] = useState<BulkFormError | null>(null);
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
    const selection = await outdatedMeetings();
    if (!selection || !isMounted.current) return;
    if ('failure' in selection) return dispatch({ type: 'load-failed', failure: selection.failure });
    setForm((now) => (isTouched(now.values) ? now : formReducer(now, { type: 'fill', changes: selection })));
  };

  useEffect(() => {
    isMounted.current = true;
    preselect();
    return () => {
      isMounted.current = false;
    };
  }, []);

  return { form, error, dispatch, setError, change, isMounted };
}

function rejectionOf(failure: Failure): BulkFormAction {
  return { type: 'rejected', failure, errors: fieldErrorsOf(failure, bulkFields) };
}

/**
 * The meetings that still have the previous URL and key of the destination that the path names;
 * null if it names none.
 */
async function outdatedMeetings(): Promise<Partial<BulkForm> | { failure: Failure } | null> {
  const outdated = outdatedIn(path.peek());
  if (!outdated) return null;
  const { destinationId, kind } = outdated;
  const params = { path: { id: destinationId } };
  const response = await read(api.GET('/api/destinations/{id}/meetings', { params }));
  if (!response.ok) return { failure: response.failure };
  const left = response.value.meetings.filter((meeting) => meeting.kind === kind && !meeting.current);
  const chosen = new Set(left.map(({ meeting_id }) => meeting_id));
  return { kind, by: 'list', chosen, destinationId };
}
