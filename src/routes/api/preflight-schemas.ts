import { type TProperties, Type } from 'typebox';
import { STATUSES } from '../../preflight/check-result.ts';
import { PAGE_ERRORS, REASONS } from '../../preflight/reasons.ts';

const problem = Type.Optional(
  Type.String({ description: 'Why the check could not run: the `code` of a problem.' }),
);
const moment = (description: string) =>
  Type.Optional(Type.String({ description: `${description}, ISO 8601.` }));
const missing = (description: string) => Type.Optional(Type.Array(Type.String(), { description }));

const NamedMeeting = Type.Object(
  {
    kind: Type.Enum(['meetings', 'webinars']),
    meeting_id: Type.String(),
    topic: Type.String({ description: 'Empty if it was never listed.' }),
    start_time: Type.Union([Type.String(), Type.Null()]),
  },
  { additionalProperties: false },
);

/** Schema of one check. Which `facts` are set depends on the reason. */
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
          '`problem` prevents the livestream from working. `unknown` means that the check could not run; the message explains why.',
      }),
      reason: Type.Enum([...reasons] as [...Reasons], { description: 'The result as a code.' }),
      facts: Type.Object(facts, {
        additionalProperties: false,
        description: 'Values that the message names, for clients with their own translations.',
      }),
      message: Type.String({ description: 'For the host: what happened, and what to do.' }),
      fix_url: Type.Optional(
        Type.String({
          description:
            'Page of Zoom or of this app where the host can fix it: absolute, or a path of this origin.',
        }),
      ),
    },
    { additionalProperties: false },
  );
}

const Check = Type.Union([
  check('connection', REASONS.connection, {
    until: Type.String({ description: 'When the connection to Zoom ends at the earliest, ISO 8601.' }),
    ends_at: moment('When the meeting or its last occurrence ends'),
    problem,
  }),
  check('scopes', REASONS.scopes, { missing: missing('Zoom scopes that were not granted.') }),
  check('custom_streaming', REASONS.custom_streaming, {
    fetched_at: moment('When the settings were fetched from Zoom'),
    problem,
  }),
  check('licence', REASONS.licence, {}),
  check('encryption', REASONS.encryption, { problem }),
  check('configuration', REASONS.configuration, {
    missing: Type.Optional(
      Type.Array(Type.Enum(['stream_url', 'stream_key', 'page_url']), {
        description: 'Fields that Zoom still needs.',
      }),
    ),
    fetched_at: moment('When the settings were fetched from Zoom'),
    stale: Type.Optional(
      Type.Boolean({ description: 'Zoom was unreachable; these are the cached settings.' }),
    ),
    problem,
  }),
  check('page_address', REASONS.page_address, {
    faults: Type.Optional(
      Type.Array(Type.Enum([...PAGE_ERRORS]), { description: 'What is wrong with the watch page.' }),
    ),
    problem,
  }),
  check('same_key', REASONS.same_key, {
    meetings: Type.Optional(
      Type.Array(NamedMeeting, { description: 'The first few meetings that use the same key.' }),
    ),
    total: Type.Optional(Type.Integer({ description: 'Number of meetings that use the same key.' })),
    problem,
  }),
  check('last_start', REASONS.last_start, { at: moment('When the start was requested'), problem }),
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
            duration: Type.Integer({ description: 'Minutes; 0 if unknown.' }),
            in_progress: Type.Union([Type.Boolean(), Type.Null()], {
              description: 'Whether it is in progress; null if unknown.',
            }),
            in_progress_since: moment('Since when it is in progress, if Zoom reported its start'),
            ended_at: moment('When it last ended, if Zoom reported that and it is not in progress'),
            start_url: Type.String({
              description: 'Page of Zoom on which the host starts it after signing in. Contains no token.',
            }),
          },
          { additionalProperties: false },
        ),
        Type.Null(),
      ],
      { description: 'The meeting in Zoom; null if Zoom did not return it.' },
    ),
    checks: Type.Array(Check, {
      description:
        'In a fixed order. Webinars have no `encryption` check; only series and personal rooms have `series`.',
    }),
  },
  {
    $id: 'PreflightReport',
    additionalProperties: false,
    examples: [
      {
        ready: false,
        meeting: {
          topic: 'Product launch',
          start_time: '2026-12-01T16:00:00Z',
          duration: 60,
          in_progress: false,
          start_url: 'https://zoom.us/s/82929473321',
        },
        checks: [
          {
            name: 'connection',
            status: 'ok',
            reason: 'lasts',
            facts: { until: '2027-02-28T10:00:00.000Z', ends_at: '2026-12-01T17:00:00.000Z' },
            message:
              'Connected to Zoom until at least 28 February 2027 at 10:00 UTC, after this meeting ends.',
          },
          {
            name: 'scopes',
            status: 'warning',
            reason: 'missing',
            facts: { missing: ['user:read:settings'] },
            message:
              'Uplink has no permission to read your livestreaming settings. Reconnect to Zoom to grant it.',
            fix_url: 'https://uplink.example.com/install',
          },
          {
            name: 'custom_streaming',
            status: 'unknown',
            reason: 'unchecked',
            facts: { problem: 'scope_missing' },
            message:
              'Couldn’t check this. Uplink needs a Zoom permission that it doesn’t have. Reconnect to Zoom to grant it.',
            fix_url: 'https://uplink.example.com/install',
          },
          {
            name: 'configuration',
            status: 'problem',
            reason: 'incomplete',
            facts: { missing: ['page_url'], fetched_at: '2026-11-30T10:00:00.000Z', stale: false },
            message: 'Missing: watch page. Zoom needs a stream URL, a stream key and a watch page.',
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
              '“Open stage” uses the same stream key at the same time. Only one stream can stay live: use another key.',
            fix_url: '/meetings/82929473321',
          },
          {
            name: 'last_start',
            status: 'warning',
            reason: 'refused',
            facts: { at: '2026-11-30T09:58:00.000Z', problem: 'not_started' },
            message:
              'The last attempt (30 November 2026 at 09:58 UTC) failed. The meeting hasn’t started yet. Start it in Zoom, then try again.',
            fix_url: '/meetings/82929473321',
          },
        ],
      },
    ],
  },
);
