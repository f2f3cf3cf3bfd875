import fc from 'fast-check';
import { test } from 'tap';
import { meetingReferenceOf, readableId } from '../../src/ui/meeting-id.ts';

test('an id is read as people paste it', async (t) => {
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

test('an id is read out of every form of a join link, and out of an invitation that holds one', async (t) => {
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

test('a webinar is told from a meeting where the text says so', async (t) => {
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

test('what is no id is refused', async (t) => {
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
  ];
  for (const pasted of others) t.equal(meetingReferenceOf(pasted), null, pasted.slice(0, 40));
});

test('whatever is pasted, the answer is nothing or 8 to 19 digits', async (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (pasted) => {
      const id = meetingReferenceOf(pasted)?.id;
      return id === undefined || /^[0-9]{8,19}$/.test(id);
    }),
    { numRuns: 1000 },
  );
  t.pass('1,000 texts');
});

test('an id reads as Zoom prints it, and the printed form leads back to it', async (t) => {
  t.equal(readableId('82929473321'), '829 2947 3321');
  t.equal(readableId('5551234567'), '555 123 4567');
  for (const id of ['123456789', '123456789012', '9223372036854775807']) {
    t.equal(meetingReferenceOf(readableId(id))?.id, id);
  }
});
