import { Type } from 'typebox';

const createdAt = '2026-01-01T10:00:00.000Z';

export const CalendarFeedState = Type.Object(
  {
    active: Type.Boolean(),
    created_at: Type.Union([Type.String(), Type.Null()], {
      description: 'When the current URL was created, ISO 8601; null without a feed.',
    }),
  },
  {
    $id: 'CalendarFeed',
    additionalProperties: false,
    examples: [{ active: true, created_at: createdAt }],
  },
);

export const CreatedCalendarFeed = Type.Object(
  {
    active: Type.Boolean(),
    created_at: Type.String({ description: 'ISO 8601.' }),
    url: Type.String({
      description:
        'The secret URL of the iCalendar document. It is returned only here: creating the feed again replaces it.',
    }),
  },
  {
    $id: 'CreatedCalendarFeed',
    additionalProperties: false,
    examples: [
      {
        active: true,
        created_at: createdAt,
        url: 'https://uplink.example.com/calendar/hN5m0yQ1cQvJ7m3nXr2bT8wZk4sLd9fGpU6aEiRoYtE.ics',
      },
    ],
  },
);
