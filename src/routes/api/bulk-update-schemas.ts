import { Type } from 'typebox';
import { MAX_ROWS } from '../../bulk-updates/selection.ts';
import { LIVESTREAM_WARNING_CODES } from '../../destinations/livestream-warnings.ts';
import { ShownConfiguration } from './history-schemas.ts';
import { problemParticulars } from './problem-schemas.ts';
import { LivestreamChanges } from './schemas.ts';

const exampleId = '5d1f6f0e-9a57-4a07-8a53-1c2f0a9b7e11';
const exampleRow = {
  meeting_id: '82929473321',
  topic: 'Town hall',
  start_time: '2026-02-03T15:00:00Z',
  status: 'done',
  warnings: [],
  undoable: true,
  before: null,
  after: {
    stream_url: 'rtmps://a.rtmps.youtube.com/live2',
    stream_key_hint: '9z7q',
    stream_key_fingerprint: 'p3Jx0mX1v9Qe5rTz',
    page_url: 'https://www.youtube.com/live/abc',
    resolution: '720p',
  },
  problem: null,
};

const When = Type.String({
  format: 'date-time-or-date',
  description: 'ISO 8601 with a time zone, or a date in the user’s time zone.',
});

const { destination_id: destinationId, ...changeFields } = LivestreamChanges.properties;

const RowUpdate = Type.Object(
  { meeting_id: Type.String({ format: 'meeting-id' }), ...changeFields, destination_id: destinationId },
  { additionalProperties: false, minProperties: 2 },
);

export const NewBulkUpdate = Type.Object(
  {
    kind: Type.Optional(Type.Enum(['meetings', 'webinars'], { default: 'meetings' })),
    meeting_ids: Type.Optional(
      Type.Array(Type.String({ format: 'meeting-id' }), {
        minItems: 1,
        maxItems: MAX_ROWS,
        description: 'Meetings that all receive the same changes.',
      }),
    ),
    filter: Type.Optional(
      Type.Object(
        {
          topic_contains: Type.Optional(
            Type.String({
              minLength: 1,
              format: 'no-blank',
              maxLength: 200,
              description: 'Text in the topic, not case-sensitive.',
            }),
          ),
          from: Type.Optional(When),
          to: Type.Optional(When),
        },
        {
          additionalProperties: false,
          minProperties: 1,
          description:
            'Meetings that have not ended and start at or after `from` and before `to` (if `to` is a date, before the end of that day). A series counts once, because its occurrences share their livestream settings.',
        },
      ),
    ),
    changes: Type.Optional(LivestreamChanges),
    updates: Type.Optional(
      Type.Array(RowUpdate, {
        minItems: 1,
        maxItems: MAX_ROWS,
        description: 'Changes per meeting, instead of `meeting_ids` or `filter` with `changes`.',
      }),
    ),
    dry_run: Type.Optional(Type.Boolean({ description: 'Return the rows without changing anything.' })),
  },
  {
    $id: 'NewBulkUpdate',
    additionalProperties: false,
    examples: [
      {
        filter: { topic_contains: 'town hall', from: '2026-01-01T00:00:00Z' },
        changes: { stream_url: 'rtmps://a.rtmps.youtube.com/live2', stream_key: 'abcd-efgh-ijkl-9z7q' },
        dry_run: true,
      },
      {
        updates: [
          { meeting_id: '82929473321', stream_key: 'abcd-efgh-ijkl-9z7q' },
          { meeting_id: '82929473322', stream_key: 'abcd-efgh-ijkl-4k2p' },
        ],
      },
    ],
  },
);

const RowProblem = Type.Union([
  Type.Object({
    code: Type.String(),
    title: Type.String(),
    detail: Type.String(),
    ...problemParticulars,
  }),
  Type.Null(),
]);

const BulkRow = Type.Object({
  meeting_id: Type.String(),
  topic: Type.String({ description: 'Empty if unknown.' }),
  start_time: Type.Union([Type.String(), Type.Null()], {
    description:
      'ISO 8601, for a series its next occurrence; null if there is no start time or it is unknown.',
  }),
  status: Type.Enum(['pending', 'done', 'failed', 'skipped', 'cancelled']),
  warnings: Type.Array(
    Type.Object({ code: Type.Enum([...LIVESTREAM_WARNING_CODES]), message: Type.String() }),
    { description: 'Warnings to check before saving, most serious first.' },
  ),
  undoable: Type.Boolean({
    description:
      'False if there is nothing to undo, or if nothing was configured before: Zoom cannot remove livestream settings.',
  }),
  before: ShownConfiguration,
  after: ShownConfiguration,
  problem: RowProblem,
});

export const DryRun = Type.Object(
  {
    rows: Type.Array(BulkRow),
    unchecked_encryption: Type.Integer({
      description:
        'Number of meetings that were not checked for end-to-end encryption: Zoom does not list it, and only some meetings are looked up.',
    }),
  },
  { $id: 'DryRun', examples: [{ rows: [{ ...exampleRow, status: 'pending' }], unchecked_encryption: 0 }] },
);

export const Accepted = Type.Object(
  { id: Type.String() },
  { $id: 'Accepted', examples: [{ id: exampleId }] },
);

export const BulkUpdate = Type.Object(
  {
    id: Type.String(),
    status: Type.Enum(['queued', 'running', 'done', 'cancelled']),
    total: Type.Integer(),
    done: Type.Integer(),
    failed: Type.Integer(),
    rows: Type.Array(BulkRow),
  },
  {
    $id: 'BulkUpdate',
    examples: [{ id: exampleId, status: 'running', total: 3, done: 1, failed: 0, rows: [exampleRow] }],
  },
);

const exampleSummary = {
  id: exampleId,
  status: 'done',
  total: 12,
  done: 11,
  failed: 1,
  created_at: '2026-01-31T09:00:00.000Z',
  summary: 'Stream URL and stream key of 12 meetings',
  kind: 'meetings',
  fields: ['stream_url', 'stream_key'],
  topics: ['Town hall', 'Product launch', 'Open stage'],
  undo_of: null,
};

export const BulkUpdateList = Type.Object(
  {
    bulk_updates: Type.Array(
      Type.Object({
        id: Type.String(),
        status: Type.Enum(['queued', 'running', 'done', 'cancelled']),
        total: Type.Integer(),
        done: Type.Integer(),
        failed: Type.Integer(),
        created_at: Type.String({ description: 'ISO 8601.' }),
        summary: Type.String({ description: 'Summary of the changes, in English.' }),
        kind: Type.Enum(['meetings', 'webinars']),
        fields: Type.Array(Type.String(), { description: 'Names of the changed fields.' }),
        topics: Type.Array(Type.String(), { description: 'Topics of the first meetings, at most three.' }),
        undo_of: Type.Union([Type.String(), Type.Null()], {
          description: 'Id of the bulk update that this one undoes.',
        }),
      }),
    ),
  },
  { $id: 'BulkUpdateList', examples: [{ bulk_updates: [exampleSummary] }] },
);

export const BulkParameters = Type.Object({ id: Type.String({ examples: [exampleId] }) });
