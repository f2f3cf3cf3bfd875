import { Type } from 'typebox';
import { FIELD_REASONS, PROBLEM_REASONS } from '../../problem.ts';

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
