import { encrypted, MIN_ROWS, type Rows, upTo } from './rows.ts';

const rows = (table: string, sql: string): Rows => ({ table, sql: `insert into "${table}" ${sql}` });
const hash = (text: string) => `sha256(convert_to('${text}' || number, 'UTF8'))`;

/** Rows without a user, whose number grows with that of the users. */
export const SHARED_ROWS: Rows[] = [
  rows(
    'webhook_event',
    `(body_hash, user_hash, event, payload, received_at, done_at)
     select sha256(convert_to(number || ' ' || place, 'UTF8')), ${hash('user')}, 'meeting.updated',
            case when is_waiting then ${encrypted(700)} end, at, case when not is_waiting then at end
     from person, generate_series(1, 4) as place,
          lateral (select number % 2000 = place as is_waiting,
                          case when number % 2000 = place then now() else ${upTo('7 days', 'number + place')} end as at) as state`,
  ),
  rows(
    'rate_limit',
    `(key, updated_at)
     select encode(${hash('limit')}, 'hex'), ${upTo('47 hours', 'number')} from person where number % 2 = 0`,
  ),
  rows(
    'authorization_request',
    `(state_hash, browser_hash, code_verifier, next, created_at)
     select ${hash('state')}, ${hash('browser')}, ${encrypted(80)}, '/', ${upTo('9 minutes', 'number')}
     from person where number % 50 = 0 or number <= ${MIN_ROWS}`,
  ),
  rows(
    'erased_user',
    `(user_hash, erased_at)
     select ${hash('erased')}, ${upTo('29 days', 'number')} from person where number % 50 = 0 or number <= ${MIN_ROWS}`,
  ),
];
