import type { Installations } from '../installations/installations.ts';
import { isProblem, Problem } from '../problem.ts';
import type { AccessTokens } from '../tokens/access-tokens.ts';
import type { ZoomApi } from '../zoom/api.ts';
import { getLivestream, updateLivestream } from '../zoom/livestreams.ts';
import type { MeetingRef } from '../zoom/meeting.ts';
import type { ClarifyRejection } from './clarify-rejection.ts';
import {
  type Configuration,
  type ConfigurationChanges,
  entityTag,
  fieldNames,
  fields,
  missingFields,
  sameConfiguration,
} from './configuration.ts';
import { detectChange } from './detect-change.ts';
import type { NewChange } from './history-store.ts';
import { matches } from './if-match.ts';
import type { Intent } from './intent.ts';
import type { RemoveMissing } from './remove-missing.ts';
import {
  type FindDestination,
  type Livestream,
  presentLivestream,
  type RecordDestinationUse,
} from './view.ts';
import type { HeldWriteLease, WriteLeases } from './write-lease.ts';

export interface UpdateOptions {
  installations: Installations;
  tokens: AccessTokens;
  zoom: ZoomApi;
  writeLeases: WriteLeases;
  clarify: ClarifyRejection;
  removeMissing: RemoveMissing;
  findDestination: FindDestination;
  recordUse: RecordDestinationUse;
}

export interface Update {
  /** Fields that are left out keep Zoom's value. */
  changes: ConfigurationChanges;
  /** Value of an If-Match header, compared with Zoom's current configuration. `*` overwrites. */
  ifMatch: string;
  /** The kind of the history entry. @default 'updated' */
  kind?: Intent['kind'];
  /** Called with Zoom's configuration before the update is sent. If it throws, nothing is sent. */
  beforeSending?: (before: Configuration, wanted: Configuration) => Promise<void>;
}

/**
 * Updates a livestream in Zoom: merges the changes into Zoom's current configuration and returns
 * what Zoom stored. Updates of one livestream are serialized across all instances.
 * @throws Problem `precondition_failed` with the current configuration · `invalid_request` with the
 * missing fields · `not_applied` · `outcome_unknown` · any other error from Zoom
 */
export type UpdateLivestream = (userId: string, meeting: MeetingRef, update: Update) => Promise<Livestream>;

/** After this time another writer may hold the lease: record the intent again. */
const DELAYED_MS = 10_000;

export function createUpdateLivestream(options: UpdateOptions): UpdateLivestream {
  const { installations, tokens, zoom, writeLeases, removeMissing, findDestination, recordUse } = options;
  const send = createSend(options);

  function request({ installation: { userId }, meeting }: HeldWriteLease): Promise<Configuration> {
    return tokens.use(userId, (grant) => getLivestream(zoom, grant, meeting));
  }

  /** Awaits a step before the update is sent. Releases the lease if it fails. */
  async function orRelease<T>(write: HeldWriteLease, step: Promise<T>): Promise<T> {
    return step.catch(async (error) => {
      await writeLeases.release(write, 'nothing_changed');
      throw error;
    });
  }

  /** Fetches Zoom's current configuration. Throws if the update cannot be applied to it. */
  async function fetchBefore(write: HeldWriteLease, update: Update): Promise<Configuration> {
    const before = await orRelease(write, request(write));
    const rejection = rejectionOf(before, update);
    if (rejection !== undefined) await orRelease(write, Promise.reject(rejection));
    const current = entityTag(write.installation.dataKey, write.meeting, before);
    if (matches(update.ifMatch, current)) return before;
    const { view, etag } = await writeLeases.store(write, before, detectChange(write.cached, before));
    throw new Problem('precondition_failed', { extension: { livestream: view }, headers: { etag } });
  }

  /** Zoom accepted the update, but its configuration cannot be fetched now. */
  async function presentUnconfirmed(
    { installation, meeting }: HeldWriteLease,
    wanted: Configuration,
  ): Promise<Livestream> {
    const destinationId = await findDestination(installation, wanted).catch(() => null);
    const origin = { source: 'zoom' as const, fetchedAt: new Date(), stale: true, destinationId };
    return presentLivestream(installation.dataKey, meeting, wanted, origin);
  }

  /** Records the use of a destination, unless the update left the URL and key as they were. */
  async function recordUseOf(
    { installation: { userId } }: HeldWriteLease,
    { streamUrl, streamKey }: ConfigurationChanges,
    { view: { destination_id: destinationId } }: Livestream,
  ): Promise<void> {
    const setsTarget = streamUrl !== undefined || streamKey !== undefined;
    if (setsTarget && destinationId !== null) await recordUse(userId, destinationId);
  }

  async function run(write: HeldWriteLease, update: Update): Promise<Livestream> {
    const { changes, kind = 'updated', beforeSending } = update;
    const before = await fetchBefore(write, update);
    const wanted = { ...before, ...changes };
    const intent = { kind, before, wanted };
    await orRelease(write, writeLeases.recordIntent(write, intent));
    if (beforeSending !== undefined) await orRelease(write, beforeSending(before, wanted));
    await send(write, intent);
    const after = await request(write).catch(() => undefined);
    if (after === undefined) {
      await writeLeases.release(write, 'unknown');
      const unconfirmed = await presentUnconfirmed(write, wanted);
      await recordUseOf(write, changes, unconfirmed);
      return unconfirmed;
    }
    const livestream = await writeLeases.store(write, after, changeFrom(intent, after));
    const ignored = ignoredFields(before, changes, after);
    if (ignored.length > 0) throw notApplied(ignored, livestream);
    await recordUseOf(write, changes, livestream);
    return livestream;
  }

  return async (userId, meeting, update) => {
    const installation = await installations.getConnected(userId);
    // Outside the lease, because a row that is being written is not removed.
    return removeMissing(
      userId,
      meeting,
      writeLeases.withWriteLease(installation, meeting, (write) => run(write, update)),
    );
  };
}

/**
 * Sends the update. Records the intent again if sending was delayed, by the wait for a permit or
 * for new tokens: another writer may hold the lease now and may have saved a value that this would
 * overwrite. Releases the lease after an error.
 */
type Send = (write: HeldWriteLease, intent: Intent) => Promise<void>;

function createSend({ tokens, zoom, writeLeases, clarify }: UpdateOptions): Send {
  return async (write, intent) => {
    const { installation, meeting } = write;
    const recordedAt = performance.now();
    let isSent = false;
    const beforeSending = async () => {
      const isRetry = isSent;
      isSent = false;
      if (isRetry || performance.now() - recordedAt > DELAYED_MS)
        await writeLeases.recordIntent(write, intent);
      isSent = true;
    };
    try {
      await tokens.use(installation.userId, (grant) =>
        updateLivestream(zoom, grant, meeting, { livestream: intent.wanted, beforeSending }),
      );
    } catch (error) {
      await writeLeases.release(write, isSent && mayHaveChanged(error) ? 'unknown' : 'nothing_changed');
      throw await clarify(installation.userId, meeting, error);
    }
  };
}

/** Why these changes cannot be applied to Zoom's current configuration. */
function rejectionOf(before: Configuration, { changes, kind }: Update): Problem | undefined {
  return missingProblem({ ...before, ...changes }) ?? invalidPageRejection(before, changes, kind);
}

/** The history entry of an update; undefined if Zoom's configuration did not change. */
function changeFrom({ kind, before }: Intent, after: Configuration): NewChange | undefined {
  return sameConfiguration(before, after) ? undefined : { by: 'uplink', kind, before, after };
}

/** The problem if one of Zoom's three required fields is empty. */
export function missingProblem(wanted: Configuration): Problem | undefined {
  const missing = missingFields(wanted);
  if (missing.length === 0) return undefined;
  return new Problem('invalid_request', {
    reason: 'not_configured_yet',
    detail: 'This livestream is not configured yet, so Zoom needs its Stream URL, stream key and watch page.',
    errors: missing.map((field) => ({
      field,
      message: 'is needed, because Zoom holds none yet',
      reason: 'needed',
    })),
  });
}

/**
 * The problem if Zoom's own watch page is one that Zoom rejects in an update. Each update sends all
 * fields, so the user has to correct it even if they change another field.
 */
export function invalidPageRejection(
  before: Configuration,
  changes: ConfigurationChanges,
  kind: Update['kind'] = 'updated',
): Problem | undefined {
  // The API validates what the user enters.
  if (changes.pageUrl !== undefined && kind === 'updated') return undefined;
  if (isUri(changes.pageUrl ?? before.pageUrl)) return undefined;
  return new Problem('invalid_request', {
    reason: 'stored_page_invalid',
    detail:
      'The watch page stored in Zoom is not a valid web address, and Zoom does not accept it again. Correct the watch page and save again.',
    errors: [
      {
        field: 'page_url',
        message: 'must be an http or https address without user name and password',
        reason: 'page_address',
      },
    ],
  });
}

/**
 * Zoom documents `format: uri` (RFC 3986): a scheme, and only ASCII characters that a URI can have.
 */
function isUri(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:(?:[!#$&-;=?-Z_a-z~[\]]|%[0-9a-f]{2})+$/i.test(text) && URL.canParse(text);
}

/** Any error except a definite rejection by Zoom may mean that the update was applied. */
function mayHaveChanged(error: unknown): boolean {
  return !isProblem(error) || isProblem(error, 'outcome_unknown', 'zoom_unavailable', 'zoom_timeout');
}

/**
 * Changed fields that still have their previous value: Zoom accepted the request and ignored them.
 * A field that Zoom normalized counts as applied.
 */
function ignoredFields(before: Configuration, changes: ConfigurationChanges, after: Configuration): string[] {
  return fields
    .filter(
      (field) =>
        changes[field] !== undefined && after[field] !== changes[field] && after[field] === before[field],
    )
    .map((field) => fieldNames[field]);
}

function notApplied(names: string[], { view, etag }: Livestream): Problem {
  return new Problem('not_applied', {
    errors: names.map((field) => ({
      field,
      message: 'was accepted by Zoom but not kept',
      reason: 'not_kept',
    })),
    extension: { livestream: view },
    headers: { etag },
  });
}
