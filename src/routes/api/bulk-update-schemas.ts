import { Type } from 'typebox';
import { ShownConfiguration } from './history-schemas.ts';
import { problemParticulars } from './problem-schemas.ts';
import { LivestreamChanges } from './schemas.ts';

const exampleId = '5d1f6f0e-9a57-4a07-8a53-1c2f0a9b7e11';
const exampleRow = {
  meeting_id: '82929473321',
  topic: 'Town hall',
  status: 'done',
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

const When = Type.String({ format: 'date-time', description: 'ISO 8601 with a zone.' });

export const NewBulkUpdate = Type.Object(
  {
    kind: Type.Optional(Type.Enum(['meetings', 'webinars'], { default: 'meetings' })),
    meeting_ids: Type.Optional(
      Type.Array(Type.String({ format: 'meeting-id' }), {
        minItems: 1,
        description: 'At most 1,000. Or a filter.',
      }),
    ),
    filter: Type.Optional(
      Type.Object(
        {
          topic_contains: Type.Optional(
            Type.String({
              pattern: '\\S',
              maxLength: 200,
              description: 'Words of the topic, in any case.',
            }),
          ),
          from: Type.Optional(When),
          to: Type.Optional(When),
        },
        {
          additionalProperties: false,
          minProperties: 1,
          description:
            'Meetings that are not over, `from` a start until before `to`; a series counts once, since it has one configuration.',
        },
      ),
    ),
    changes: LivestreamChanges,
    dry_run: Type.Optional(Type.Boolean({ description: 'Only answer the rows, with nothing changed.' })),
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
  topic: Type.String({ description: 'Empty where it is not known.' }),
  status: Type.Enum(['pending', 'done', 'failed', 'skipped', 'cancelled']),
  before: ShownConfiguration,
  after: ShownConfiguration,
  problem: RowProblem,
});

export const DryRun = Type.Object(
  { rows: Type.Array(BulkRow) },
  { $id: 'DryRun', examples: [{ rows: [{ ...exampleRow, status: 'pending' }] }] },
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

export const BulkParameters = Type.Object({ id: Type.String({ examples: [exampleId] }) });
