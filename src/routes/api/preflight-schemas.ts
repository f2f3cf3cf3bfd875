import { Type } from 'typebox';
import { CHECK_NAMES } from '../../preflight/preflight.ts';
import { STATUSES } from '../../preflight/verdict.ts';

const Check = Type.Object(
  {
    name: Type.Enum(CHECK_NAMES),
    status: Type.Enum([...STATUSES], {
      description:
        'A `problem` keeps it from working; `unknown` could not be checked, and the message says why.',
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

export const PreflightReport = Type.Object(
  {
    ready: Type.Boolean({ description: 'No check is a `problem`.' }),
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
        checks: [
          {
            name: 'connection',
            status: 'ok',
            message:
              'Zoom is connected, until 28 February 2027 at 10:00 UTC at least. That is past the end of this meeting.',
          },
          {
            name: 'custom_streaming',
            status: 'unknown',
            message:
              'This could not be checked. Uplink lacks a permission for this in Zoom. Connect Zoom again to grant it.',
            fix_url: 'https://uplink.example.com/install',
          },
          {
            name: 'configuration',
            status: 'problem',
            message: 'Still missing: page address. Zoom needs stream address, stream key and page address.',
            fix_url: '/meetings/82929473321',
          },
        ],
      },
    ],
  },
);
