/** The form fields of a livestream or a destination. */
export type MergeField = 'name' | 'stream_url' | 'stream_key' | 'page_url' | 'resolution';

/** Settings that are kept or overwritten together: a stream key belongs to its stream URL. */
export type Unit = 'name' | 'stream' | 'page_url' | 'resolution';

/** One version of the settings, with the key's fingerprint instead of the key. */
export type Version = {
  name?: string;
  stream_url: string;
  stream_key_fingerprint: string;
  page_url: string;
  resolution: string | null;
};

type Values = Partial<Record<MergeField, string>>;

export const units: readonly Unit[] = ['name', 'stream', 'page_url', 'resolution'];

/** The fields of each unit. */
export const fieldsOf: Readonly<Record<Unit, readonly MergeField[]>> = {
  name: ['name'],
  stream: ['stream_url', 'stream_key'],
  page_url: ['page_url'],
  resolution: ['resolution'],
};

const trimmed = (values: Values, field: MergeField) => (values[field] ?? '').trim();

/**
 * The units that the user edited since the form was filled. White space around a value is ignored.
 */
export function editedUnits(values: Values, filled: Values): Unit[] {
  return units.filter((unit) =>
    fieldsOf[unit].some((field) => trimmed(values, field) !== trimmed(filled, field)),
  );
}

/** The units in which two saved versions differ. */
export function changedUnits(before: Version, after: Version): Unit[] {
  return units.filter((unit) => identityOf(unit, before) !== identityOf(unit, after));
}

function identityOf(unit: Unit, version: Version): string {
  if (unit === 'stream') return JSON.stringify([version.stream_url, version.stream_key_fingerprint]);
  return version[unit] ?? '';
}

/** `values` with the fields of these units taken from `source`. */
export function withUnits<V extends Values>(values: V, source: V, taken: readonly Unit[]): V {
  const fields = taken.flatMap((unit) => fieldsOf[unit]).filter((field) => field in source);
  return { ...values, ...Object.fromEntries(fields.map((field) => [field, source[field]])) };
}
