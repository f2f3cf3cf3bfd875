import { Type } from 'typebox';
import { FIELD_REASONS, PROBLEM_REASONS } from '../../problem.ts';
import { Livestream } from './schemas.ts';

/** What a refusal says beyond its code, of a request or of one row of many. */
export const problemParticulars = {
  reason: Type.Optional(
    Type.Enum([...PROBLEM_REASONS], { description: 'The detail as a code, where it says more than `code`.' }),
  ),
  facts: Type.Optional(
    Type.Object(
      {
        most: Type.Optional(Type.Integer({ description: 'How many there can be.' })),
        meetings: Type.Optional(Type.Integer({ description: 'How many were asked for.' })),
        seconds: Type.Optional(
          Type.Integer({ description: 'How long it takes until it can be asked again.' }),
        ),
        resolution: Type.Optional(Type.String({ description: 'The one that stays.' })),
      },
      { additionalProperties: false, description: 'The particulars of the reason.' },
    ),
  ),
  errors: Type.Optional(
    Type.Array(
      Type.Object({
        field: Type.String(),
        message: Type.String({ description: 'In words that follow the field’s name.' }),
        reason: Type.Optional(
          Type.Enum([...FIELD_REASONS], {
            description: 'The message as a code; left out where Zoom says it, or only a program meets it.',
          }),
        ),
        facts: Type.Optional(
          Type.Object(
            {
              most: Type.Optional(Type.Integer({ description: 'How long it may be.' })),
              allowed: Type.Optional(Type.Array(Type.String(), { description: 'The values it may have.' })),
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
        detail:
          'Zoom does not know this meeting among yours. Check its ID, or whether it was deleted or has expired.',
        request_id: '0b9a4c6e-2f0d-4a57-9d0e-6f4c7f1f2a10',
        zoom: { status: 404, code: 3001, message: 'Meeting does not exist.' },
      },
      {
        type: 'about:blank',
        title: 'Invalid request',
        status: 400,
        code: 'invalid_request',
        detail: 'Something in the request is not valid. See the named fields and send it again.',
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
