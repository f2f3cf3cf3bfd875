import type { Meeting } from '../../../api/types.ts';
import { meetingReferenceOf } from '../../../lib/meeting-id.ts';
import { comparable } from './comparable.ts';

/** The meeting that a row names, or why it is not known. */
export type RowMeeting =
  | { id: string; meeting: Meeting | null }
  | {
      id: null;
      reason: 'missing' | 'invalidId' | 'destroyedId' | 'unknownTitle' | 'ambiguousTitle';
      candidates: Meeting[];
    };

type NamedMeeting = { id: string; title: string };

/** Meetings by ID and by title. */
export type MeetingIndex = ReturnType<typeof indexMeetings>;

/** Indexes the user's meetings for {@link meetingOfRow}. */
export function indexMeetings(meetings: readonly Meeting[]) {
  const byId = new Map(meetings.map((meeting) => [meeting.id, meeting]));
  const byTitle = new Map<string, Meeting[]>();
  for (const meeting of byId.values()) {
    const title = comparable(meeting.topic);
    byTitle.set(title, [...(byTitle.get(title) ?? []), meeting]);
  }
  return { byId, byTitle };
}

/**
 * Finds the meeting of a row, by its ID or join link, else by its title. A destroyed ID is ignored if
 * the title is unique.
 */
export function meetingOfRow({ id, title }: NamedMeeting, index: MeetingIndex): RowMeeting {
  const cell = id.trim();
  const isDestroyed = isDestroyedId(cell) || isRounded(cell, index);
  const found = cell && !isDestroyed ? idOfCell(cell) : null;
  if (found) return { id: found, meeting: index.byId.get(found) ?? null };
  // A cell without digits for an ID is a title: "meeting ID or title" is one column in many tables.
  const name = title.trim() || (isDestroyed || /^[\d\s.,-]*$/.test(cell) ? '' : cell);
  const named = name ? (index.byTitle.get(comparable(name)) ?? []) : [];
  const [only] = named;
  if (only && named.length === 1) return { id: only.id, meeting: only };
  if (named.length > 1) return { id: null, reason: 'ambiguousTitle', candidates: named };
  if (isDestroyed) return { id: null, reason: 'destroyedId', candidates: meetingsRoundedTo(cell, index) };
  if (name) return { id: null, reason: 'unknownTitle', candidates: [] };
  return { id: null, reason: cell ? 'invalidId' : 'missing', candidates: [] };
}

/** A number in scientific notation, to which Excel shortens an ID: `8.12E+10`, in German `8,12E+10`. */
export function isDestroyedId(cell: string): boolean {
  return /^[0-9](?:[.,][0-9]+)?e\+?[0-9]{1,2}$/i.test(cell.trim());
}

const MIN_ROUNDED_ZEROS = 5;

/** An ID that Excel shortened and wrote out again has zeros at its end, and is no meeting's. */
function isRounded(cell: string, { byId }: MeetingIndex): boolean {
  const digits = cell.replace(/[\s-]/g, '');
  return /^[0-9]{9,19}$/.test(digits) && digits.endsWith('0'.repeat(MIN_ROUNDED_ZEROS)) && !byId.has(digits);
}

/** The meetings whose IDs Excel shortens to this number. */
function meetingsRoundedTo(cell: string, { byId }: MeetingIndex): Meeting[] {
  const digits = cell.replace(/[\s-]/g, '').replace(',', '.');
  const rounded = Number(digits);
  const decimals = /\.([0-9]+)/.exec(digits)?.[1]?.length ?? 0;
  const exponent = Math.floor(Math.log10(rounded));
  const zeros = /0*$/.exec(digits)?.[0].length ?? 0;
  const tolerance = 10 ** (isDestroyedId(cell) ? exponent - decimals : zeros) / 2;
  return [...byId.values()].filter(({ id }) => Math.abs(Number(id) - rounded) <= tolerance);
}

/** Accepts thousands separators and the `.0` of programs that store IDs as numbers. */
function idOfCell(cell: string): string | null {
  const digits = cell.replace(/\.0+$/, '');
  const plain = /^[0-9]{1,3}(?:([.,'’])[0-9]{3})(?:\1[0-9]{3})+$/.test(digits)
    ? digits.replace(/[.,'’]/g, '')
    : digits;
  return meetingReferenceOf(plain)?.id ?? null;
}
