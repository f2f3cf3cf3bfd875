import t from 'tap';
import { examined } from './examined.ts';
import { startHealthy } from './healthy.ts';

const { env } = await startHealthy(t);

t.test('all invalid variables are reported, and the checks that need one of them are skipped', async (t) => {
  const found = await examined({
    ...env,
    SESSION_SECRET: 'hunter2-canary',
    ENCRYPTION_KEYS: '',
    METRICS_PORT: '3000',
    OPERATOR_CONTACT: 'no-contact',
  });
  t.match(found.configuration, /^failed: ENCRYPTION_KEYS is missing; SESSION_SECRET is not padded base64; /);
  t.match(
    found.configuration,
    'OPERATOR_CONTACT is neither an e-mail address nor an https URL; METRICS_PORT is the same as PORT.',
  );
  t.match(
    found.configuration,
    /Fix: ENCRYPTION_KEYS: use id:key.*SESSION_SECRET: use the output.*METRICS_PORT: use a whole number/,
  );
  const { configuration: _, ...skipped } = found;
  t.same(skipped, {
    encryption_keys: 'skipped: Needs a valid ENCRYPTION_KEYS.',
    public_url: 'skipped: Needs a valid SESSION_SECRET.',
    event_url: 'skipped: Needs the check public_url, which was skipped.',
    secret_token: 'skipped: Needs the check event_url, which was skipped.',
    metrics: 'skipped: Needs a valid METRICS_PORT.',
    operator: 'skipped: Needs a valid OPERATOR_CONTACT.',
  });
});

t.test('without any variable, the configuration fails and the other checks are skipped', async (t) => {
  const found = await examined({ NODE_ENV: 'production' });
  t.match(
    found.configuration,
    /^failed: PUBLIC_URL is missing; DATABASE_URL is missing; ZOOM_CLIENT_ID is missing/,
  );
  t.match(found.operator, /^warning/);
  for (const [name, finding] of Object.entries(found))
    if (name !== 'configuration' && name !== 'operator') t.match(finding, /^skipped: /, name);
  t.equal(Object.keys(found).length, 20);
});

t.test('an operator who is not named is a warning', async (t) => {
  const { OPERATOR_CONTACT: _, ...withoutContact } = env;
  t.same(await examined(withoutContact), {
    operator:
      'warning: OPERATOR_CONTACT is not set: the privacy, terms and support pages don’t say whom to contact. Fix: Set OPERATOR_CONTACT before you submit the app to Zoom’s review.',
  });
});
