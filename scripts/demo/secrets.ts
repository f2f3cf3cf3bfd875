import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The secrets of the demo. They are stored with its database, which can be read only with them. */
export function demoSecrets(directory: string): Record<string, string> {
  const file = join(directory, 'demo-secrets.json');
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    const secrets = {
      ZOOM_CLIENT_ID: 'uplink-demo',
      ZOOM_CLIENT_SECRET: randomBytes(24).toString('base64url'),
      ZOOM_WEBHOOK_SECRET_TOKEN: randomBytes(24).toString('base64url'),
      ENCRYPTION_KEYS: `demo:${randomBytes(32).toString('base64')}`,
      SESSION_SECRET: randomBytes(32).toString('base64'),
    };
    mkdirSync(directory, { recursive: true });
    writeFileSync(file, JSON.stringify(secrets), { mode: 0o600 });
    return secrets;
  }
}
