/** Rows of one table for the people in the temporary table `person`. */
export interface Rows {
  table: string;
  sql: string;
}

/** So many users have rows in each table that an index pays even for 500 users of a small database. */
export const MIN_ROWS = 5_000;

/** SQL: encrypted bytes of this length, about as long as the real value. */
export const encrypted = (length: number) => `(select substr(bytes, 1, ${length}) from filler)`;

/** SQL: a time up to `span` ago, different for each row but the same in each run. */
export const upTo = (span: string, row: string) =>
  `now() - interval '${span}' * ((hashint8(${row})::bigint & 65535) / 65536.0)`;

const meetingId = (place: string) => `80000000000 + number * 4 + ${place}`;
const rows = (table: string, sql: string): Rows => ({ table, sql: `insert into "${table}" ${sql}` });

/** The average host: three meetings with livestreams, of which one streamed lately. */
export const USER_ROWS: Rows[] = [
  rows(
    'installation',
    `(user_id, account_id, status, scopes, profile, data_key, installed_at, connected_at)
     select user_id, 'account-' || number / 5,
            (case when number % 10 = 0 then 'reconnect_required' else 'connected' end)::installation_status,
            array['meeting:read:livestream', 'meeting:update:livestream'], ${encrypted(150)}, ${encrypted(81)},
            ${upTo('400 days', 'number')}, ${upTo('90 days', 'number')} from person`,
  ),
  // Zoom's tokens have 600 to 700 characters.
  rows(
    'token',
    `(user_id, access_token, refresh_token, access_token_expires_at, generation, refreshed_at)
     select user_id, ${encrypted(700)}, ${encrypted(700)}, now() - interval '1 hour', 5,
            ${upTo('10 days', 'number')} from person`,
  ),
  rows(
    'session',
    `(id_hash, user_id, created_at, last_seen_at)
     select sha256(convert_to(user_id, 'UTF8')), user_id, now() - interval '6 days',
            ${upTo('30 days', 'number')} from person`,
  ),
  rows(
    'livestream',
    `(user_id, kind, meeting_id, configuration, source, fetched_at, version, updated_at)
     select user_id, (case when place = 3 then 'webinar' else 'meeting' end)::meeting_kind, ${meetingId('place')},
            ${encrypted(230)}, 'zoom', ${upTo('80 days', 'number + place')}, 3, ${upTo('80 days', 'number + place')}
     from person, generate_series(1, 3) as place`,
  ),
  rows(
    'livestream_change',
    `(id, user_id, kind, meeting_id, at, by, change, content)
     select md5('change' || number * 4 + place)::uuid, user_id, 'meeting', ${meetingId('1 + place % 2')},
            ${upTo('390 days', 'number * 7 + place')}, 'uplink', 'updated', ${encrypted(450)}
     from person, generate_series(1, 4) as place`,
  ),
  rows(
    'live_status',
    `(user_id, kind, meeting_id, state, since, event_at)
     select user_id, 'meeting', ${meetingId('1')}, 'idle', ${upTo('80 days', 'number')}, ${upTo('80 days', 'number')}
     from person`,
  ),
  rows(
    'meeting_session',
    `(user_id, kind, meeting_id, started_at, ended_at, event_at)
     select user_id, 'meeting', ${meetingId('1')}, now() - interval '81 days', now() - interval '80 days',
            ${upTo('80 days', 'number')} from person`,
  ),
  rows(
    'start_attempt',
    `(user_id, kind, meeting_id, at, settings, check_at)
     select user_id, 'meeting', ${meetingId('1')}, ${upTo('80 days', 'number')}, ${encrypted(120)},
            case when number % 2000 = 0 then now() + interval '1 hour' end
     from person`,
  ),
  rows(
    'destination',
    `(id, user_id, service, content, created_at)
     select md5('destination' || number * 2 + place)::uuid, user_id, 'youtube', ${encrypted(260)}, ${upTo('90 days', 'number + place')}
     from person, generate_series(1, 2) as place`,
  ),
  rows(
    'destination_switch',
    `(user_id, kind, meeting_id, id, destination_id, status, step, finished_at)
     select user_id, 'meeting', ${meetingId('place')}, md5('switch' || number * 4 + place)::uuid,
            md5('destination' || number * 2 + 1)::uuid, 'done', 'starting', ${upTo('29 days', 'number')}
     from person, generate_series(1, case when number <= ${MIN_ROWS} then 3 else 1 end) as place
     where number % 5 = 0 or number <= ${MIN_ROWS}`,
  ),
  rows(
    'listing_page',
    `(user_id, kind, type, page_token, page, fetched_at)
     select user_id, 'meeting', 'upcoming', '', ${encrypted(1400)}, ${upTo('29 days', 'number')} from person`,
  ),
  rows(
    'user_event',
    `(user_id, event, data, at)
     select user_id, 'livestream', jsonb_build_object('kind', 'meetings', 'meeting_id', (${meetingId('1')})::text),
            ${upTo('23 hours', 'number')} from person`,
  ),
  rows(
    'calendar_feed',
    `(user_id, token_hash, content)
     select user_id, sha256(convert_to('feed' || user_id, 'UTF8')), ${encrypted(900)} from person where number % 5 = 0`,
  ),
  rows(
    'bulk_update',
    `(id, user_id, kind, status, created_at, finished_at)
     select md5('bulk' || number || case when place > 1 then '-' || place else '' end)::uuid, user_id, 'meeting',
            (case when number % 200 = 0 then 'cancelled' else 'done' end)::bulk_update_status,
            ${upTo('88 days', 'number')}, ${upTo('88 days', 'number')}
     from person, generate_series(1, case when number <= ${MIN_ROWS} then 3 else 1 end) as place
     where number % 10 = 0 or number <= ${MIN_ROWS}`,
  ),
  rows(
    'bulk_update_row',
    `(bulk_update_id, position, meeting_id, status, content)
     select md5('bulk' || number)::uuid, place - 1, ${meetingId('place')}, 'done', ${encrypted(500)}
     from person, generate_series(1, 10) as place where number % 10 = 0`,
  ),
];
