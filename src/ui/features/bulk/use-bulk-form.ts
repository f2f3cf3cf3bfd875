import { useEffect, useRef, useState } from 'preact/hooks';
import { api, type Failure } from '../../api/client.ts';
import type { BulkRow, Kind, LivestreamChanges } from '../../api/types.ts';
import { useFocusOnRejection } from '../../components/use-focus-on-rejection.ts';
import { strings } from '../../i18n/index.ts';
import { announce } from '../../state/announce.ts';
import { times } from '../../state/clock.ts';
import { coverScreen, go, path } from '../../state/navigation.ts';
import { bulkPath, outdatedIn } from '../../state/route.ts';
import { read } from '../../state/session.ts';
import { useGuard } from '../../state/use-guard.ts';
import {
  type BulkField,
  type BulkForm,
  type BulkFormError,
  bulkFields,
  countsOf,
  emptyBulkForm,
  isTouched,
  requestOf,
  worthApplying,
} from './bulk-form.ts';

const messages = strings.bulk;

/** The rows of a dry run. Exactly these are applied, even if the filter would match others later. */
export type Previewed = { kind: Kind; rows: BulkRow[]; unchecked: number; changes: LivestreamChanges };

/** A bulk edit from the form through the dry run to its start. */
export function useBulkForm() {
  const [form, setForm] = useState<BulkForm>(emptyBulkForm);
  const [error, setError] = useState<BulkFormError | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  /** The fields that were edited since the last rejection: their errors no longer apply. */
  const [corrected, setCorrected] = useState<readonly BulkField[]>([]);
  const [previewed, setPreviewed] = useState<Previewed | null>(null);
  const here = useRef(true);
  const rejectionCount = useRef(0);
  const uncover = useRef<(() => void) | null>(null);
  const letLeave = useGuard(isTouched(form), messages.leave);

  const change = (changes: Partial<BulkForm>) => {
    // Meetings and webinars have separate ids: a change of the type clears the selection.
    const isOtherKind = changes.kind !== undefined && changes.kind !== form.kind;
    setForm({ ...form, ...changes, ...(isOtherKind ? { chosen: new Set<string>() } : {}) });
    const { fields } = changes;
    if (fields) {
      const edited = bulkFields.filter((field) => fields[field] !== form.fields[field]);
      setCorrected((before) => [...before, ...edited]);
    }
    setError(null);
  };

  const rejected = (rejection: Failure) => {
    rejectionCount.current += 1;
    setCorrected([]);
    setFailure(rejection);
  };

  const preview = async () => {
    if (busy) return;
    const request = requestOf(form, times.peek().zone);
    if (typeof request === 'string') return setError(request);
    // The last error stays until the response arrives: the button must not move under the pointer.
    setBusy(true);
    announce(messages.previewing);
    const response = await read(api.POST('/api/bulk-updates', { body: { ...request, dry_run: true } }));
    if (!here.current) return;
    setBusy(false);
    if (!response.ok) return rejected(response.failure);
    if (!('rows' in response.value)) return;
    const { rows, unchecked_encryption: unchecked } = response.value;
    announce(messages.counts(countsOf(rows)));
    setFailure(null);
    setPreviewed({ kind: request.kind ?? 'meetings', rows, unchecked, changes: request.changes ?? {} });
    uncover.current = coverScreen(choose);
  };

  const apply = async () => {
    if (busy || !previewed) return;
    setBusy(true);
    const { kind, rows, changes } = previewed;
    const meeting_ids = worthApplying(rows).map(({ meeting_id }) => meeting_id);
    const response = await read(api.POST('/api/bulk-updates', { body: { kind, meeting_ids, changes } }));
    if (!here.current) return;
    setBusy(false);
    if (!response.ok) return rejected(response.failure);
    if (!('id' in response.value)) return;
    letLeave();
    go(bulkPath(response.value.id));
  };

  /** Once: a second step back would leave the screen. */
  const back = () => {
    if (!uncover.current) return;
    uncover.current();
    uncover.current = null;
    choose();
    history.back();
  };

  const choose = () => {
    setPreviewed(null);
    setFailure(null);
  };

  const errors = Object.fromEntries(
    Object.entries(errorsOf(failure)).filter(([field]) => !corrected.includes(field as BulkField)),
  );
  useFocusOnRejection({
    rejections: rejectionCount.current,
    busy,
    firstInvalid: bulkFields.find((field) => errors[field]) ?? null,
  });

  /**
   * Selects the meetings that still have the previous URL and key of the destination that the path
   * names, if it names one.
   */
  const preselect = async () => {
    const outdated = outdatedIn(path.peek());
    if (!outdated) return;
    const { destinationId, kind } = outdated;
    const params = { path: { id: destinationId } };
    const response = await read(api.GET('/api/destinations/{id}/meetings', { params }));
    if (!here.current) return;
    if (!response.ok) return setFailure(response.failure);
    const left = response.value.meetings.filter((meeting) => meeting.kind === kind && !meeting.current);
    const chosen = new Set(left.map(({ meeting_id }) => meeting_id));
    setForm((now) => (isTouched(now) ? now : { ...now, kind, by: 'list', chosen, destinationId }));
  };

  useEffect(() => {
    here.current = true;
    preselect();
    return () => {
      here.current = false;
      uncover.current?.();
    };
  }, []);

  return {
    form,
    error,
    failure,
    /** Number of rejections: the same error again must move the focus again. */
    rejectionCount: rejectionCount.current,
    errors,
    busy,
    previewed,
    change,
    preview,
    apply,
    back,
  };
}

/** The API names the fields below `changes`. */
function errorsOf(failure: Failure | null): Partial<Record<BulkField, string>> {
  if (failure?.kind !== 'problem') return {};
  const errors = (failure.problem.errors ?? []).map((error) => ({
    ...error,
    field: error.field.replace(/^changes\./, ''),
  }));
  const cached = errors.filter(({ field }) => (bulkFields as readonly string[]).includes(field));
  return Object.fromEntries(
    cached.map((error) => [
      error.field,
      `${strings.form[error.field as BulkField]} ${strings.server.field(error)}.`,
    ]),
  );
}
