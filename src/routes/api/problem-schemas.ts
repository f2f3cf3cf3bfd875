import { Type } from 'typebox';
import { FIELD_REASONS, PROBLEM_REASONS } from '../../problem.ts';
import { Livestream } from './schemas.ts';

/** Details of a problem beyond its code: of a request, or of one row of a bulk update. */
export const problemParticulars = {
  reason: Type.Optional(
    Type.Enum([...PROBLEM_REASONS], {
      description: 'The detail as a code, if it is more precise than `code`.',
    }),
  ),
  facts: Type.Optional(
    Type.Object(
      {
        most: Type.Optional(Type.Integer({ description: 'The maximum number.' })),
        meetings: Type.Optional(Type.Integer({ description: 'The requested number.' })),
        seconds: Type.Optional(Type.Integer({ description: 'Seconds until the request can be repeated.' })),
        resolution: Type.Optional(Type.String({ description: 'The resolution that Zoom keeps.' })),
      },
      { additionalProperties: false, description: 'Values that the detail names.' },
    ),
  ),
  errors: Type.Optional(
    Type.Array(
      Type.Object({
        field: Type.String(),
        message: Type.String({ description: 'Follows the name of the field in a sentence.' }),
        reason: Type.Optional(
          Type.Enum([...FIELD_REASONS], {
            description:
              'The message as a code. Omitted if only Zoom reports the error, or only a program can cause it.',
          }),
        ),
        facts: Type.Optional(
          Type.Object(
            {
              most: Type.Optional(Type.Integer({ description: 'The maximum length.' })),
              allowed: Type.Optional(Type.Array(Type.String(), { description: 'The allowed values.' })),
            },
            { additionalProperties: false },
          ),
        ),
      }),
    ),
  ),
};

export const Problem = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.String(),
    detail: Type.String(),
    request_id: Type.String(),
    zoom: Type.Optional(
      Type.Object({
        status: Type.Integer(),
        code: Type.Union([Type.Integer(), Type.Null()]),
        message: Type.String(),
      }),
    ),
    retry_after: Type.Optional(Type.Integer()),
    reconnect_url: Type.Optional(Type.String()),
    ...problemParticulars,
    livestream: Type.Optional(Livestream),
  },
  {
    $id: 'Problem',
    description: 'RFC 9457 problem details.',
    examples: [
      {
        type: 'about:blank',
        title: 'Meeting not found',
        status: 404,
        code: 'meeting_not_found',
        detail: 'We can’t find this meeting in your Zoom account. It may have been deleted or expired.',
        request_id: '0b9a4c6e-2f0d-4a57-9d0e-6f4c7f1f2a10',
        zoom: { status: 404, code: 3001, message: 'Meeting does not exist.' },
      },
      {
        type: 'about:blank',
        title: 'Invalid request',
        status: 400,
        code: 'invalid_request',
        detail: 'Some values are not valid. Fix the listed fields and try again.',
        request_id: '0b9a4c6e-2f0d-4a57-9d0e-6f4c7f1f2a11',
        errors: [
          {
            field: 'resolution',
            message: 'must be one of 720p, 1080p',
            reason: 'one_of',
            facts: { allowed: ['720p', '1080p'] },
          },
        ],
      },
    ],
  },
);
