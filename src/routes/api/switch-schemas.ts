import { Type } from 'typebox';
import { problemParticulars } from './problem-schemas.ts';

const destinationId = '0b0c7d0e-6f0f-4d49-9d0e-4a1c7d1f2a10';

export const NewSwitch = Type.Object(
  {
    destination_id: Type.String({ minLength: 1, maxLength: 64, description: 'A saved destination.' }),
  },
  { $id: 'NewSwitch', additionalProperties: false, examples: [{ destination_id: destinationId }] },
);

export const Switch = Type.Object(
  {
    id: Type.String(),
    destination_id: Type.String({ description: 'The destination may have been deleted since.' }),
    status: Type.Enum(['running', 'done', 'failed']),
    step: Type.Enum(['stopping', 'updating', 'waiting', 'starting'], {
      description: 'The current step, or the one that failed.',
    }),
    was_live: Type.Union([Type.Boolean(), Type.Null()], {
      description:
        'A livestream that was not live is only updated. Null if it is not known yet: then the stop shows it.',
    }),
    settings: Type.Enum(['pending', 'changed', 'kept'], {
      description: '`kept`: they could not be changed, and Zoom still has the previous ones.',
    }),
    restarted: Type.Boolean({ description: 'The livestream was started again.' }),
    start_after: Type.Union([Type.String(), Type.Null()], {
      description: 'Only in the step `waiting`: when the livestream will be started, ISO 8601.',
    }),
    wait_seconds: Type.Union([Type.Integer(), Type.Null()], {
      description: 'Seconds until `start_after`, independent of the client’s clock.',
    }),
    problem: Type.Union(
      [
        Type.Object({
          code: Type.String(),
          title: Type.String(),
          detail: Type.String(),
          ...problemParticulars,
        }),
        Type.Null(),
      ],
      { description: 'Of a failed switch, or of an attempt that is repeated automatically.' },
    ),
    created_at: Type.String(),
    finished_at: Type.Union([Type.String(), Type.Null()]),
  },
  {
    $id: 'Switch',
    additionalProperties: false,
    examples: [
      {
        id: '7a1f6f0e-9a57-4a07-8a53-1c2f0a9b7e11',
        destination_id: destinationId,
        status: 'running',
        step: 'waiting',
        was_live: true,
        settings: 'changed',
        restarted: false,
        start_after: '2026-01-01T10:00:30.000Z',
        wait_seconds: 18,
        problem: null,
        created_at: '2026-01-01T10:00:10.000Z',
        finished_at: null,
      },
    ],
  },
);
