import { type TProperties, Type } from 'typebox';
import { STATUSES } from '../../preflight/check-result.ts';
import { PAGE_ERRORS, REASONS } from '../../preflight/reasons.ts';

const problem = Type.Optional(
  Type.String({ description: 'Why it could not be had: the `code` of a problem.' }),
);
const moment = (description: string) =>
  Type.Optional(Type.String({ description: `${description}, ISO 8601.` }));
const missing = (description: string) => Type.Optional(Type.Array(Type.String(), { description }));

const NamedMeeting = Type.Object(
  {
    kind: Type.Enum(['meetings', 'webinars']),
    meeting_id: Type.String(),
    topic: Type.String({ description: 'Empty where it was never listed.' }),
    start_time: Type.Union([Type.String(), Type.Null()]),
  },
  { additionalProperties: false },
);

/** One check; `facts` holds what its sentence names, and which of them are there depends on the reason. */
function check<Name extends string, Reasons extends readonly string[], Facts extends TProperties>(
  name: Name,
  reasons: Reasons,
  facts: Facts,
) {
  return Type.Object(
    {
      name: Type.Enum([name]),
      status: Type.Enum([...STATUSES], {
        description:
          'A `problem` keeps it from working; `unknown` could not be checked, and the message says why.',
      }),
      reason: Type.Enum([...reasons] as [...Reasons], { description: 'What was found, as a code.' }),
      facts: Type.Object(facts, {
        additionalProperties: false,
        description: 'The particulars that the message names, for clients that say it in their own words.',
      }),
      message: Type.String({ description: 'For the host: what was found, and what to do.' }),
      fix_url: Type.Optional(
        Type.String({
          description:
            'Where to see to it: a page of Zoom’s or of this app, absolute or a path of this origin.',
        }),
      ),
    },
    { additionalProperties: false },
  );
}

const Check = Type.Union([
  check('connection', REASONS.connection, {
    until: Type.String({ description: 'Until when the connection lasts at least, ISO 8601.' }),
    ends_at: moment('When all of it is over'),
    problem,
  }),
  check('scopes', REASONS.scopes, { missing: missing('Scopes of Zoom’s that are not granted.') }),
  check('custom_streaming', REASONS.custom_streaming, { fetched_at: moment('When Zoom was asked'), problem }),
  check('licence', REASONS.licence, {}),
  check('encryption', REASONS.encryption, { problem }),
  check('configuration', REASONS.configuration, {
    missing: Type.Optional(
      Type.Array(Type.Enum(['stream_url', 'stream_key', 'page_url']), {
        description: 'Fields that Zoom still needs.',
      }),
    ),
    fetched_at: moment('When Zoom was asked'),
    stale: Type.Optional(
      Type.Boolean({ description: 'Zoom could not be asked; this is the last copy known.' }),
    ),
    problem,
  }),
  check('page_address', REASONS.page_address, {
    faults: Type.Optional(
      Type.Array(Type.Enum([...PAGE_ERRORS]), { description: 'What is unusual about it.' }),
    ),
    problem,
  }),
  check('same_key', REASONS.same_key, {
    meetings: Type.Optional(
      Type.Array(NamedMeeting, { description: 'The first of those that stream to the same key.' }),
    ),
    total: Type.Optional(Type.Integer({ description: 'How many they are.' })),
    problem,
  }),
  check('last_start', REASONS.last_start, { at: moment('When it was'), problem }),
  check('series', REASONS.series, {}),
]);

export const PreflightReport = Type.Object(
  {
    ready: Type.Boolean({ description: 'No check is a `problem`.' }),
    meeting: Type.Union(
      [
        Type.Object(
          {
            topic: Type.String(),
            start_time: Type.Union([Type.String(), Type.Null()]),
            in_progress: Type.Union([Type.Boolean(), Type.Null()], {
              description: 'Whether it runs now; null if Zoom did not say.',
            }),
          },
          { additionalProperties: false },
        ),
        Type.Null(),
      ],
      { description: 'The meeting as Zoom has it; null if Zoom did not say.' },
    ),
    checks: Type.Array(Check, {
      description: 'In a fixed order. `encryption` is left out of webinars, `series` of what is held once.',
    }),
  },
  {
    $id: 'PreflightReport',
    additionalProperties: false,
    examples: [
      {
        ready: false,
        meeting: { topic: 'Product launch', start_time: '2026-12-01T16:00:00Z', in_progress: false },
        checks: [
          {
            name: 'connection',
            status: 'ok',
            reason: 'lasts',
            facts: { until: '2027-02-28T10:00:00.000Z', ends_at: '2026-12-01T17:00:00.000Z' },
            message:
              'Zoom is connected, until 28 February 2027 at 10:00 UTC at least. That is past the end of this meeting.',
          },
          {
            name: 'scopes',
            status: 'warning',
            reason: 'missing',
            facts: { missing: ['user:read:settings'] },
            message: 'Uplink may not look at your livestreaming settings. Connect Zoom again to grant it.',
            fix_url: 'https://uplink.example.com/install',
          },
          {
            name: 'custom_streaming',
            status: 'unknown',
            reason: 'unchecked',
            facts: { problem: 'scope_missing' },
            message:
              'This could not be checked. Uplink lacks a permission for this in Zoom. Connect Zoom again to grant it.',
            fix_url: 'https://uplink.example.com/install',
          },
          {
            name: 'configuration',
            status: 'problem',
            reason: 'incomplete',
            facts: { missing: ['page_url'], fetched_at: '2026-11-30T10:00:00.000Z', stale: false },
            message: 'Still missing: page address. Zoom needs stream address, stream key and page address.',
            fix_url: '/meetings/82929473321',
          },
          {
            name: 'same_key',
            status: 'problem',
            reason: 'overlapping',
            facts: {
              meetings: [
                {
                  kind: 'webinars',
                  meeting_id: '84112345678',
                  topic: 'Open stage',
                  start_time: '2026-12-01T16:00:00Z',
                },
              ],
              total: 1,
            },
            message:
              '“Open stage” streams at the same time to the same stream key, and would push this stream out. Give one of them another key.',
            fix_url: '/meetings/82929473321',
          },
          {
            name: 'last_start',
            status: 'warning',
            reason: 'refused',
            facts: { at: '2026-11-30T09:58:00.000Z', problem: 'not_started' },
            message:
              'The last start from here, 30 November 2026 at 09:58 UTC, was refused. This has not started yet. Start it in Zoom, then try again.',
            fix_url: '/meetings/82929473321',
          },
        ],
      },
    ],
  },
);
