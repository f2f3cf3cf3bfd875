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

/** The values of a form. A chosen destination is saved instead of the fields. */
export type FormValues = Partial<Record<MergeField, string>> & { destination?: Version | null };

export const units: readonly Unit[] = ['name', 'stream', 'page_url', 'resolution'];

/** The fields of each unit. */
export const fieldsOf: Readonly<Record<Unit, readonly MergeField[]>> = {
  name: ['name'],
  stream: ['stream_url', 'stream_key'],
  page_url: ['page_url'],
  resolution: ['resolution'],
};

const trimmed = (values: FormValues, field: MergeField) => (values[field] ?? '').trim();

/** The fields of a saved version. The key starts empty, which keeps the saved key. */
export function valuesOf({ name = '', stream_url, page_url, resolution }: Version) {
  return { name, stream_url, stream_key: '', page_url, resolution: resolution ?? '' };
}

/**
 * The units that the user edited since the form was filled. White space around a value is ignored.
 */
export function editedUnits(values: FormValues, filled: FormValues): Unit[] {
  return units.filter((unit) =>
    fieldsOf[unit].some((field) => trimmed(values, field) !== trimmed(filled, field)),
  );
}

/** The units that saving would overwrite: the edited ones, or those of the chosen destination. */
export function ownUnits(values: FormValues, filled: FormValues): Unit[] {
  const { destination } = values;
  if (!destination) return editedUnits(values, filled);
  return units.filter((unit) => unit === 'stream' || (unit !== 'name' && destination[unit]));
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
export function withUnits<V extends FormValues>(values: V, source: FormValues, taken: readonly Unit[]): V {
  const fields = taken.flatMap((unit) => fieldsOf[unit]).filter((field) => field in values);
  return { ...values, ...Object.fromEntries(fields.map((field) => [field, source[field]])) };
}

/**
 * The trimmed values of a PATCH: those of the edited units. A key is never sent without its URL; an
 * empty key field keeps the key.
 */
export function patchOf<F extends MergeField>(
  fields: readonly F[],
  values: Record<F, string>,
  filled: Record<F, string>,
): Partial<Record<F, string>> {
  const edited = editedUnits(values, filled);
  const sent = fields.filter((field) => {
    if (field === 'stream_key') return values[field].trim() !== '';
    return edited.some((unit) => fieldsOf[unit].includes(field));
  });
  return Object.fromEntries(sent.map((field) => [field, values[field].trim()])) as Partial<Record<F, string>>;
}
