import type { Meeting } from '../../../api/types.ts';
import { strings } from '../../../i18n/index.ts';
import { toCsv } from '../../../lib/csv.ts';
import { readableId } from '../../../lib/meeting-id.ts';
import { tableFields } from './column-names.ts';

const messages = strings.bulkTable;

const columns = tableFields.map((field) => messages.fields[field]);

/** An empty table with the columns that a bulk edit reads, and an example that names no meeting. */
export function templateCsv(delimiter: ',' | ';'): string {
  const example = [
    '',
    messages.exampleTitle,
    '',
    'rtmps://live.example.com/app',
    'abcd-efgh-ijkl-9z7q',
    'https://example.com/live',
    '1080p',
  ];
  return toCsv(columns, [example], delimiter);
}

/**
 * The current settings as a table. It has no keys, because files are copied and mailed. IDs have
 * spaces, so that Excel does not shorten them to 8.12E+10.
 */
export function currentCsv(
  meetings: readonly Pick<Meeting, 'id' | 'topic' | 'livestream'>[],
  nameOf: (destinationId: string | null) => string,
  delimiter: ',' | ';',
): string {
  const rows = meetings.map(({ id, topic, livestream }) => [
    readableId(id),
    topic,
    nameOf(livestream?.destination_id ?? null),
    livestream?.stream_url ?? '',
    '',
    livestream?.page_url ?? '',
    livestream?.resolution ?? '',
  ]);
  return toCsv(columns, rows, delimiter);
}
