import type { Database } from '../database/client.ts';
import { livestreamWarnings, type PlannedLivestream } from '../destinations/livestream-warnings.ts';
import type { Installations } from '../installations/installations.ts';
import {
  type Configuration,
  type ConfigurationChanges,
  fieldNames,
  fields,
  isConfigured,
} from '../livestreams/configuration.ts';
import { Problem, type ProblemMembers } from '../problem.ts';
import type { Publish } from '../user-events/publish.ts';
import type { MeetingKind } from '../zoom/meeting.ts';
import {
  cancelBulkUpdate,
  createBulkUpdate,
  findBulkUpdate,
  listBulkUpdates,
  MAX_UNFINISHED,
  type NewBulkUpdate,
  readProgress,
} from './bulk-update-store.ts';
import type { FactsSnapshot, MeetingFacts } from './meeting-facts.ts';
import type { Preview, PreviewResult } from './preview.ts';
import { firstTopics, readRows } from './row-store.ts';
import type { BulkRequest, ResolveSelection, Selected } from './selection.ts';
import type { BulkStatus, Row, Target } from './types.ts';
import { retryTargets, undoTargets } from './undo.ts';
import { presentRow, presentSummary, type ShownRow, type ShownSummary } from './view.ts';

export interface ShownBulkUpdate {
  id: string;
  status: BulkStatus;
  total: number;
  done: number;
  failed: number;
  rows: ShownRow[];
}

export interface BulkUpdates {
  /**
   * Returns the current settings of each livestream and those after the changes. Changes nothing.
   */
  preview(userId: string, request: BulkRequest): Promise<PreviewResult>;
  /** Creates a bulk update, which runs in the background. @returns its id */
  create(userId: string, request: BulkRequest): Promise<string>;
  /** Lists the bulk updates of the last 30 days, newest first. */
  list(userId: string): Promise<ShownSummary[]>;
  /** @throws Problem `not_found` */
  read(userId: string, id: string): Promise<ShownBulkUpdate>;
  /** Cancels the rows that have not started. */
  cancel(userId: string, id: string): Promise<ShownBulkUpdate>;
  /**
   * Creates a bulk update that restores every changed livestream that has not changed since.
   * @throws Problem `invalid_request` while the original is still running
   */
  undo(userId: string, id: string): Promise<string>;
  /**
   * Creates a bulk update that applies the failed rows again, with the values stored for them.
   * @throws Problem `invalid_request` while the original is still running, or if no row failed
   */
  retry(userId: string, id: string): Promise<string>;
}

export interface BulkUpdatesOptions {
  database: Database;
  installations: Installations;
  resolveSelection: ResolveSelection;
  facts: MeetingFacts;
  preview: Preview;
  publish: Publish;
}

export function createBulkUpdates(options: BulkUpdatesOptions): BulkUpdates {
  const { database, installations, resolveSelection, facts, preview, publish } = options;
  const { sql } = database;

  async function insert(given: NewBulkUpdate): Promise<string> {
    const { userId } = given;
    const { dataKey } = await installations.getConnected(userId);
    const id = await createBulkUpdate(database, dataKey, given);
    if (id === undefined) throw new Problem('too_many_requests', TOO_MANY);
    await publishProgress(userId, id).catch(() => undefined);
    return id;
  }

  async function publishProgress(userId: string, id: string): Promise<void> {
    const progress = await readProgress(sql, { userId, id });
    if (progress !== undefined) await publish(userId, { event: 'bulk-update', data: { id, ...progress } });
  }

  async function find(userId: string, id: string) {
    const bulk = await findBulkUpdate(sql, userId, id);
    const progress = bulk && (await readProgress(sql, { userId, id }));
    if (bulk === undefined || progress === undefined) throw new Problem('not_found', UNKNOWN);
    return { bulk, progress };
  }

  async function read(userId: string, id: string): Promise<ShownBulkUpdate> {
    const { bulk, progress } = await find(userId, id);
    const { dataKey } = await installations.get(userId);
    const rows = await readRows(sql, { ...bulk, dataKey });
    return { id, ...progress, rows: rows.map((row) => presentRow(dataKey, row)) };
  }

  /** A new bulk update from the rows of a finished one. */
  async function followUp(userId: string, id: string, targetsOf: (row: Row) => Target[]) {
    const { bulk } = await find(userId, id);
    const { dataKey } = await installations.getConnected(userId);
    const rows = await readRows(sql, { ...bulk, dataKey });
    if (rows.some(({ status }) => status === 'pending')) throw new Problem('invalid_request', STILL_RUNNING);
    const targets = rows.flatMap(targetsOf);
    const changedFields = namesOf(targets.map(({ changes }) => changedBy(changes)));
    return { userId, kind: bulk.kind, targets, changedFields };
  }

  return {
    async preview(userId, request) {
      return preview(userId, request.kind, await resolveSelection(userId, request));
    },

    async create(userId, request) {
      const { kind } = request;
      const meetings = await resolveSelection(userId, request);
      const ids = meetings.map(({ meetingId }) => meetingId);
      const [snapshot, settings] = await Promise.all([
        facts.snapshot(userId),
        facts.cachedSettings(userId, kind, ids),
      ]);
      const targets = toTargets(meetings, { kind, snapshot, settings });
      const changedFields = namesOf(meetings.map(({ changes }) => changes));
      return insert({ userId, kind, undoOf: null, targets, changedFields });
    },

    async list(userId) {
      const owner = await installations.get(userId);
      const [listed, topics] = await Promise.all([listBulkUpdates(sql, userId), firstTopics(sql, owner)]);
      return listed.map((each) => presentSummary(each, topics.get(each.id) ?? []));
    },

    read,

    async cancel(userId, id) {
      await find(userId, id);
      await cancelBulkUpdate(database, { userId, id });
      await publishProgress(userId, id);
      return read(userId, id);
    },

    async undo(userId, id) {
      return insert({ ...(await followUp(userId, id, undoTargets)), undoOf: id });
    },

    async retry(userId, id) {
      const given = await followUp(userId, id, retryTargets);
      if (given.targets.length === 0) throw new Problem('invalid_request', NOTHING_FAILED);
      return insert({ ...given, undoOf: null });
    },
  };
}

/** Adds the warnings that need no call to Zoom. */
function toTargets(
  meetings: Selected[],
  {
    kind,
    snapshot,
    settings,
  }: {
    kind: MeetingKind;
    snapshot: FactsSnapshot;
    settings: Map<string, Configuration>;
  },
): Target[] {
  const planned = meetings.map(({ meetingId: id, changes }): PlannedLivestream => {
    const meeting = { kind, id };
    return {
      meeting,
      wanted: { ...settings.get(id), ...changes },
      times: snapshot.timesOf(meeting),
      isEndToEndEncrypted: snapshot.isEndToEndEncrypted(meeting),
    };
  });
  const warnings = livestreamWarnings(planned, snapshot.keyUses);
  return meetings.map(({ changes, ...meeting }, index) => {
    const before = settings.get(meeting.meetingId);
    return {
      ...meeting,
      warnings: warnings[index] ?? [],
      changes: { kind: 'update' as const, fields: changes },
      ...(before === undefined ? {} : { wasConfigured: isConfigured(before) }),
    };
  });
}

/** Zoom's names of the fields that any of these changes. */
function namesOf(all: ConfigurationChanges[]): string[] {
  const changed = fields.filter((field) => all.some((changes) => changes[field] !== undefined));
  return changed.map((field) => fieldNames[field]);
}

function changedBy(changes: Target['changes']): ConfigurationChanges {
  if (changes.kind === 'update') return changes.fields;
  const { from, to } = changes;
  return Object.fromEntries(fields.filter((field) => from[field] !== to[field]).map((field) => [field, '']));
}

const UNKNOWN: ProblemMembers = {
  reason: 'no_such_bulk_update',
  detail: 'This bulk edit does not exist.',
};
const STILL_RUNNING: ProblemMembers = {
  reason: 'still_running',
  detail: 'This bulk edit is still running. Cancel it, or wait until it has finished.',
};
const NOTHING_FAILED: ProblemMembers = { detail: 'No row of this bulk edit has failed.' };
const TOO_MANY: ProblemMembers = {
  retryAfter: 30,
  reason: 'too_many_bulk_updates',
  facts: { most: MAX_UNFINISHED },
  detail: `You already have ${MAX_UNFINISHED} unfinished bulk edits. Wait until one has finished.`,
};
