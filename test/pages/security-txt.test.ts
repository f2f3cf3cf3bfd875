import { test } from 'tap';
import { securityTxt } from '../../src/routes/security-txt.ts';
import { startApp } from '../helpers/app.ts';

const PATH = '/.well-known/security.txt';
const publicUrl = 'https://uplink.example.com';
const NOW = Date.parse('2026-11-28T13:14:15Z');

test('security.txt has the contact, a date of expiry and its canonical URL', async (t) => {
  t.equal(
    securityTxt({ publicUrl, contact: 'security+zoom@example.com' }, NOW),
    `Contact: mailto:security%2Bzoom@example.com
Expires: 2027-02-26T00:00:00.000Z
Preferred-Languages: en, de
Canonical: https://uplink.example.com/.well-known/security.txt
`,
  );
  t.match(
    securityTxt({ publicUrl, contact: 'https://example.com/ä' }, NOW),
    /^Contact: https:\/\/example\.com\/%C3%A4\n/,
  );
});

test('security.txt is served to everyone, and valid for 89 to 90 days', async (t) => {
  const app = await startApp(t, { env: { OPERATOR_CONTACT: 'help@example.org' } });
  const { status, text, headers } = await app.client().get(PATH);
  t.equal(status, 200);
  t.equal(headers['content-type'], 'text/plain; charset=utf-8');
  t.match(text, /^Contact: mailto:help@example\.org\n/);
  t.notMatch(text, 'Canonical', 'its URI would have to be https');
  const expires = Date.parse(/^Expires: (.+)$/m.exec(text)?.[1] ?? '');
  const days = (expires - Date.now()) / 86_400_000;
  t.ok(days > 88.9 && days <= 90, `${days} days`);
});

test('without a contact, security.txt does not exist, and the response has the reason', async (t) => {
  const app = await startApp(t);
  const { status, json } = await app.client().get(PATH, { accept: 'application/json' });
  t.match({ status, json }, { status: 404, json: { code: 'not_found', detail: /OPERATOR_CONTACT/ } });
});
