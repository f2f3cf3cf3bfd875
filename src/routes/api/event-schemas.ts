import { type Static, Type } from 'typebox';

export const EventsFrom = Type.Object(
  {
    last_event_id: Type.Optional(
      Type.String({
        maxLength: 20,
        description:
          'Event id to start from on the first connection. The header Last-Event-ID takes precedence.',
      }),
    ),
    user: Type.Optional(
      Type.String({
        maxLength: 64,
        description:
          'Same as the header x-uplink-user, which an EventSource can’t send: 401 if another user is signed in.',
      }),
    ),
  },
  { additionalProperties: false },
);
export type EventsFrom = Static<typeof EventsFrom>;

/** Response of `/api/events`. OpenAPI has no schema for server-sent events. */
export const EventStream = Type.String({
  $id: 'EventStream',
  description: `Server-sent events, each with an id, a name and JSON:
\`livestream\` {kind, meeting_id}: this livestream changed; without a meeting, any livestream may have;
\`live\` {kind, meeting_id, status, since}: it went live or stopped;
\`bulk-update\` {id, status, total, done, failed}: progress of a bulk update;
\`connection\` {status}: the connection to Zoom was lost or restored.
A client that reconnects with \`Last-Event-ID\` receives the events that it missed, up to a day. A client that connects for the
first time sends \`last_event_id\` of \`/api/me\`, so that it misses no change to data that it has read since. At most 6 streams
per user.`,
  examples: [
    'id: 42\nevent: live\ndata: {"kind":"meetings","meeting_id":"82929473321","status":"live","since":"2026-01-01T10:00:00.000Z"}\n\n',
  ],
});
