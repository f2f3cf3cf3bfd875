import { isSameSecret } from './secrets.ts';
import type { variables } from './table.ts';
import type { Values } from './variable.ts';

export type Table = ReturnType<typeof variables>;
type ConfigErrors = Map<keyof Table, string>;

/**
 * Errors of values that are valid individually but conflict. Values that could not be parsed are
 * ignored.
 */
export function conflicts(values: Partial<Values<Table>>): ConfigErrors {
  const errors = reusedSecrets(values);
  if (values.METRICS_PORT && values.METRICS_PORT === values.PORT)
    errors.set('METRICS_PORT', 'is the same as PORT');
  return errors;
}

/** A secret used for two purposes: a leak through the weaker purpose would compromise the other. */
function reusedSecrets(values: Partial<Values<Table>>): ConfigErrors {
  const errors: ConfigErrors = new Map();
  const keys = values.ENCRYPTION_KEYS?.map(({ secret }) => secret) ?? [];
  const zoomSecrets = [values.ZOOM_WEBHOOK_SECRET_TOKEN, values.ZOOM_CLIENT_SECRET].filter(
    (each) => each !== undefined,
  );
  const session = values.SESSION_SECRET;
  if (keys.some((key) => zoomSecrets.some((zoomSecret) => isSameSecret(key, zoomSecret)))) {
    errors.set('ENCRYPTION_KEYS', 'has a key that is also one of the secrets from Zoom');
  }
  if (!session) return errors;
  if (zoomSecrets.some((zoomSecret) => isSameSecret(session, zoomSecret))) {
    errors.set('SESSION_SECRET', 'is also one of the secrets from Zoom');
  }
  if (keys.some((key) => isSameSecret(session, key)))
    errors.set('SESSION_SECRET', 'is also an encryption key');
  return errors;
}
