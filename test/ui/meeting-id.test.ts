import fc from 'fast-check';
import { test } from 'tap';
import { meetingReferenceOf, readableId } from '../../src/ui/lib/meeting-id.ts';

test('an id is parsed as users paste it', async (t) => {
  const forms = [
    '82929473321',
    '829 2947 3321',
    '829-2947-3321',
    ' 829\u00a02947\u20113321\n',
    'Meeting ID: 829 2947 3321',
  ];
  for (const pasted of forms)
    t.strictSame(meetingReferenceOf(pasted), { id: '82929473321', kind: null }, pasted);
});

test('an id is found in every form of a join link, and in an invitation', async (t) => {
  const links = [
    'https://zoom.us/j/82929473321',
    'https://us02web.zoom.us/j/82929473321?pwd=abc123DEF456789012&from=addon',
    'zoom.us/j/82929473321#success',
    'https://zoom.us/s/82929473321?zak=1',
    'https://app.zoom.us/wc/82929473321/join',
    'https://zoom.us/wc/join/82929473321',
    'zoommtg://zoom.us/join?action=join&confno=82929473321',
    'Ada invites you.\n\nhttps://example.zoom.us/j/82929473321?pwd=1\n\nMeeting ID: 829 2947 3321\nPasscode: 123456',
  ];
  for (const pasted of links) t.equal(meetingReferenceOf(pasted)?.id, '82929473321', pasted);
});

const WRAPPED = [
  'Meeting-ID: 829 2947 3321',
  'Meeting ID：８２９ ２９４７ ３３２１',
  'ID de reunión: 829 2947 3321',
  'ID de réunion : 829 2947 3321',
  'ミーティング ID: 829 2947 3321',
  '会议号：829 2947 3321',
  'Kennnummer\nMeeting-ID: 829 2947 3321\nKenncode: 123456',
  'ID 829 2947 3321',
  'https://us02web.zoom.us/meeting/82929473321',
  'https://zoom.us/meeting/82929473321/edit?x=1',
  'https://us02web.zoom.us/wc/82929473321/start',
  'https://app.zoom.us/wc/join/82929473321?fromPWA=1',
  'https://acme.zoom.us/j/82929473321',
  'https://acme.zoom.com/j/82929473321',
  'https://acme.zoomgov.com/j/82929473321',
  'zoommtg://acme.zoom.us/start?confno=82929473321&zc=0',
  'zoomus://zoom.us/join?confno=82929473321&pwd=x',
  'https://eur02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fus02web.zoom.us%2Fj%2F82929473321%3Fpwd%3Dabc&data=05%7C01',
  'https://urldefense.proofpoint.com/v2/url?u=https-3A__us02web.zoom.us_j_82929473321-3Fpwd-3Dabc&d=DwMFaQ&c=x',
  'https://urldefense.com/v3/__https://us02web.zoom.us/j/82929473321?pwd=abc__;!!Abc!xyz$',
  'https://www.google.com/url?q=https://zoom.us/j/82929473321&sa=D',
  '+496950502596,,82929473321#,,,,*123456# Deutschland',
  'One tap mobile\n+13017158592,,82929473321# US (Washington DC)',
  '82929473321@zoomcrc.com',
  'sip:82929473321.123456@zoomcrc.com',
  'Ada Lovelace is inviting you to a scheduled Zoom meeting.\n\nTopic: Town hall\nTime: Nov 27, 2026 18:30\n\nMeeting ID: 829 2947 3321\nPasscode: 12345678\n\nDial +49 69 5050 2596',
];
for (const pasted of WRAPPED)
  test(`the id is found in ${JSON.stringify(pasted).slice(0, 90)}`, async (t) => {
    t.equal(meetingReferenceOf(pasted)?.id, '82929473321');
  });

test('any text of 16 KiB is parsed quickly, or rejected', async (t) => {
  for (const unit of [
    '1',
    '1 ',
    'a.',
    '/j/',
    '/v3/__',
    '?url=',
    '%2f',
    '-',
    '+1 ',
    'Meeting ID: ',
    'zoom.us/',
    'ID ',
    '1,',
  ])
    meetingReferenceOf(`${unit.repeat(16_000 / unit.length)}x`);
  t.pass('none takes the time of a square');
});

test('an id of 8 digits is valid', async (t) => {
  t.equal(meetingReferenceOf('68423085')?.id, '68423085');
  t.equal(meetingReferenceOf('https://zoom.us/j/68423085')?.id, '68423085');
});

test('a webinar is distinguished from a meeting if the text contains it', async (t) => {
  t.strictSame(meetingReferenceOf('https://zoom.us/w/98765432109?tk=x'), {
    id: '98765432109',
    kind: 'webinars',
  });
  t.strictSame(meetingReferenceOf('Webinar ID 987 6543 2109'), { id: '98765432109', kind: 'webinars' });
});

test('an id beyond 2^53 keeps every digit', async (t) => {
  t.equal(meetingReferenceOf('9223372036854775807')?.id, '9223372036854775807');
  t.equal(meetingReferenceOf('9007199254740993')?.id, '9007199254740993');
});

test('a text without an id is rejected', async (t) => {
  const others = [
    '',
    '   ',
    'hello',
    '1234567',
    '9223372036854775808',
    '12345678901234567890',
    '829.294.733',
    '8292947332१',
    'https://zoom.us/my/ada.lovelace',
    'https://zoom.us/j/123',
    'https://zoom.us/j/12345678901234567890',
    '829x29473321',
    '1'.repeat(5000),
    'https://zoom.us/j/82929473321123456789',
  ];
  for (const pasted of others) t.equal(meetingReferenceOf(pasted), null, pasted.slice(0, 40));
});

test('for any text the result is null or 8 to 19 digits', async (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (pasted) => {
      const id = meetingReferenceOf(pasted)?.id;
      return id === undefined || /^[0-9]{8,19}$/.test(id);
    }),
    { numRuns: 1000 },
  );
  t.pass('1,000 texts');
});

test('an id is formatted as Zoom prints it, and parses back to the same id', async (t) => {
  t.equal(readableId('82929473321'), '829 2947 3321');
  t.equal(readableId('5551234567'), '555 123 4567');
  for (const id of ['123456789', '123456789012', '9223372036854775807']) {
    t.equal(meetingReferenceOf(readableId(id))?.id, id);
  }
});
