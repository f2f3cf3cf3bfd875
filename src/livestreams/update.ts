import type { Installation } from '../installations/installation.ts';
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
import { matches } from './if-match.ts';
import type { Intent } from './intent.ts';
import { connected } from './read.ts';
import type { DropMissing } from './remove-missing.ts';
import { type FindDestination, type Livestream, presentLivestream } from './view.ts';
import type { HeldWriteLease, WriteLeases } from './write-lease.ts';

export interface UpdateOptions {
  installations: Installations;
  tokens: AccessTokens;
  zoom: ZoomApi;
  writeLeases: WriteLeases;
  clarify: ClarifyRejection;
  removeMissing: DropMissing;
  findDestination: FindDestination;
}

export interface Update {
  /** Fields left out keep what Zoom has. */
  changes: ConfigurationChanges;
  /** An If-Match header's value, judged against what Zoom has now; `*` overwrites. */
  ifMatch: string;
  /** How the history names it. @default 'updated' */
  kind?: Intent['kind'];
  /** Called with Zoom's configuration before anything is sent. If it throws, nothing is sent. */
  sending?: (before: Configuration, wanted: Configuration) => Promise<void>;
}

/**
 * Updates a livestream in Zoom: merges the changes into Zoom's current configuration and returns
 * what Zoom stored. Updates of one livestream are serialized across all instances.
 * @throws Problem `precondition_failed` with the current one · `invalid_request` naming what is
 * missing · `not_applied` · `outcome_unknown` · any other error of Zoom
 */
export type UpdateLivestream = (userId: string, meeting: MeetingRef, update: Update) => Promise<Livestream>;

/** After this time the lease may belong to another writer: record the intent again. */
const DELAYED_MS = 10_000;

export function createUpdateLivestream(options: UpdateOptions): UpdateLivestream {
  const { installations, tokens, zoom, writeLeases, clarify, removeMissing, findDestination } = options;

  function request(installation: Installation, meeting: MeetingRef): Promise<Configuration> {
    return tokens.use(installation.userId, (grant) => getLivestream(zoom, grant, meeting));
  }

  /** Releases the lease if a step fails before anything was sent. */
  async function unsent<T>(write: HeldWriteLease, step: Promise<T>): Promise<T> {
    return step.catch(async (error) => {
      await writeLeases.end(write, 'nothing_changed');
      throw error;
    });
  }

  /**
   * Sends the update. Records the intent again if sending was delayed, by the wait for a permit or
   * for new tokens: another writer may have the lease by now and may have saved a value that this
   * would overwrite.
   */
  async function send(write: HeldWriteLease, intent: Intent): Promise<void> {
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
        updateLivestream(zoom, grant, meeting, intent.wanted, beforeSending),
      );
    } catch (error) {
      await writeLeases.end(write, isSent && mayHaveChanged(error) ? 'unknown' : 'nothing_changed');
      throw await clarify(installation.userId, meeting, error);
    }
  }

  /** Zoom's current configuration. Throws if the changes cannot be applied to it. */
  async function checkBefore(
    write: HeldWriteLease,
    { changes, ifMatch, kind }: Update,
  ): Promise<Configuration> {
    const { installation, meeting, cached } = write;
    const before = await unsent(write, request(installation, meeting));
    const missing = missingProblem({ ...before, ...changes });
    if (missing !== undefined) await unsent(write, Promise.reject(missing));
    const invalid = invalidPageRejection(before, changes, kind);
    if (invalid !== undefined) await unsent(write, Promise.reject(invalid));
    if (matches(ifMatch, entityTag(installation.dataKey, meeting, before))) return before;
    const { view, etag } = await writeLeases.store(write, before, detectChange(cached, before));
    throw new Problem('precondition_failed', { extension: { livestream: view }, headers: { etag } });
  }

  async function run(write: HeldWriteLease, update: Update): Promise<Livestream> {
    const { installation, meeting } = write;
    const { changes, kind = 'updated', sending } = update;
    const before = await checkBefore(write, update);
    const wanted = { ...before, ...changes };
    const intent = { kind, before, wanted };
    await unsent(write, writeLeases.recordIntent(write, intent));
    if (sending !== undefined) await unsent(write, sending(before, wanted));
    await send(write, intent);
    const after = await request(installation, meeting).catch(() => undefined);
    if (after === undefined) {
      await writeLeases.end(write, 'unknown');
      const destinationId = await findDestination(installation, wanted).catch(() => null);
      const origin = { source: 'zoom' as const, fetchedAt: new Date(), stale: true, destinationId };
      return presentLivestream(installation.dataKey, meeting, wanted, origin);
    }
    const change = sameConfiguration(before, after)
      ? undefined
      : { by: 'uplink' as const, kind, before, after };
    const livestream = await writeLeases.store(write, after, change);
    const ignored = ignoredFields(before, changes, after);
    if (ignored.length > 0) throw notApplied(ignored, livestream);
    return livestream;
  }

  return async (userId, meeting, update) => {
    const installation = await connected(installations, userId);
    // Around the whole: the entry can't be dropped while it is being written.
    return removeMissing(
      userId,
      meeting,
      writeLeases.serially(installation, meeting, (write) => run(write, update)),
    );
  };
}

/** Where Zoom holds none yet, all three of its required fields are needed. */
export function missingProblem(wanted: Configuration): Problem | undefined {
  const missing = missingFields(wanted);
  if (missing.length === 0) return undefined;
  return new Problem('invalid_request', {
    reason: 'not_configured_yet',
    detail:
      'This livestream is not configured yet, so Zoom needs its stream address, stream key and page address.',
    errors: missing.map((field) => ({
      field,
      message: 'is needed, because Zoom holds none yet',
      reason: 'needed',
    })),
  });
}

/**
 * Zoom holds watch pages that it does not take in an update: it was filled in by other means. All fields are sent with each
 * update, so the user has to correct it even if they change another field.
 */
export function invalidPageRejection(
  before: Configuration,
  changes: ConfigurationChanges,
  kind: Update['kind'] = 'updated',
): Problem | undefined {
  // What the user enters is validated where it is entered.
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

/** Zoom documents `format: uri` (RFC 3986): a scheme, and only ASCII characters that a URI can have. */
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
