import { type Static, Type } from 'typebox';

export const EventsFrom = Type.Object(
  {
    last_event_id: Type.Optional(
      Type.String({
        maxLength: 20,
        description:
          'Where to go on from: as the header Last-Event-ID, which goes before, for a first connection',
      }),
    ),
    user: Type.Optional(
      Type.String({
        maxLength: 64,
        description:
          'As the header x-uplink-user, which an EventSource can’t send: 401 where somebody else is signed in',
      }),
    ),
  },
  { additionalProperties: false },
);
export type EventsFrom = Static<typeof EventsFrom>;

/** The answer of `/api/events`, which OpenAPI can only describe in words and by an example. */
export const EventStream = Type.String({
  $id: 'EventStream',
  description: `Server-sent events, each with an id, a name and JSON:
\`livestream\` {kind, meeting_id}: what is known of this livestream has changed; without a meeting, any may have;
\`live\` {kind, meeting_id, status, since}: it runs now, or does not any more;
\`bulk-update\` {id, status, total, done, failed}: how far a bulk update is;
\`connection\` {status}: the connection to Zoom ended or was made again.
A client that comes back with \`Last-Event-ID\` is told what it missed, for a day. One that connects for the first time names
\`last_event_id\` of \`/api/me\`, and misses nothing that happens to what it has read since. At most 6 streams a user.`,
  examples: [
    'id: 42\nevent: live\ndata: {"kind":"meetings","meeting_id":"82929473321","status":"live","since":"2026-01-01T10:00:00.000Z"}\n\n',
  ],
});
