import { isSameSecret } from './secrets.ts';
import type { variables } from './table.ts';
import type { Values } from './variable.ts';

export type Table = ReturnType<typeof variables>;
type ConfigErrors = Map<keyof Table, string>;

/** What is wrong with values that are good by themselves; those that could not be read are left out of it. */
export function conflicts(values: Partial<Values<Table>>): ConfigErrors {
  const faults = reusedSecrets(values);
  if (values.METRICS_PORT && values.METRICS_PORT === values.PORT)
    faults.set('METRICS_PORT', 'is the same as PORT');
  return faults;
}

/** One secret for two purposes: whoever learns it through the weaker one has the other. */
function reusedSecrets(values: Partial<Values<Table>>): ConfigErrors {
  const faults: ConfigErrors = new Map();
  const keys = values.ENCRYPTION_KEYS?.map(({ secret }) => secret) ?? [];
  const zooms = [values.ZOOM_WEBHOOK_SECRET_TOKEN, values.ZOOM_CLIENT_SECRET].filter(
    (each) => each !== undefined,
  );
  const session = values.SESSION_SECRET;
  if (keys.some((key) => zooms.some((zoom) => isSameSecret(key, zoom)))) {
    faults.set('ENCRYPTION_KEYS', 'has a key that is also one of the secrets from Zoom');
  }
  if (!session) return faults;
  if (zooms.some((zoom) => isSameSecret(session, zoom))) {
    faults.set('SESSION_SECRET', 'is also one of the secrets from Zoom');
  }
  if (keys.some((key) => isSameSecret(session, key)))
    faults.set('SESSION_SECRET', 'is also an encryption key');
  return faults;
}
