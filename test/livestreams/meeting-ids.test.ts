import t from 'tap';
import { startApp } from '../helpers/app.ts';
import type { Json } from '../helpers/client.ts';
import { addHosted, apiCalls, expireCached, HOST, KINDS } from '../helpers/zoom-host.ts';

const uplink = await startApp(t);
const { simulator } = uplink;
const host = await uplink.signIn(HOST);
t.beforeEach(() => simulator.clearRequests());

/** The neighbours of 2^53 + 1, to which a JavaScript number would be rounded, also exist. */
const BEYOND = '9007199254740993';
const NEIGHBOURS = ['9007199254740992', '9007199254740994'];

t.test('an ID beyond 2^53 is read, updated, stored and listed without losing a digit', async (t) => {
  simulator.state.meetings.delete(BEYOND);
  for (const id of NEIGHBOURS) addHosted(simulator, 'meetings', { id, topic: 'Neighbour' });
  const { path, atZoom } = addHosted(simulator, 'meetings', { id: BEYOND, topic: 'Meant' });

  const read = await host.get(path);
  t.match(read, { status: 200, json: { meeting_id: BEYOND, source: 'zoom' } });
  const change = { page_url: 'https://watch.example/beyond' };
  const updated = await host.patch(path, change, { 'if-match': String(read.headers.etag) });
  t.match(updated, { status: 200, json: { meeting_id: BEYOND, ...change } });
  t.match(atZoom(), change);
  for (const id of NEIGHBOURS) t.notMatch(simulator.state.meetings.get(id)?.livestream, change);

  const { rows } = await uplink.database.pool.query('select meeting_id::text as id from livestream');
  t.strictSame(rows, [{ id: BEYOND }]);
  const { json } = await host.get('/api/meetings');
  const meant = json.meetings.find(({ topic }: Json) => topic === 'Meant');
  t.match(meant, { id: BEYOND, livestream: { meeting_id: BEYOND, ...change } });
  t.strictSame(
    json.meetings
      .filter(({ topic }: Json) => topic === 'Neighbour')
      .map(({ id }: Json) => id)
      .sort(),
    NEIGHBOURS,
  );
});

t.test('2^63 - 1 is a meeting ID; 2^63 is not', async (t) => {
  for (const kind of KINDS) {
    const { path } = addHosted(simulator, kind, { id: '9223372036854775807' });
    t.match(await host.get(path), { status: 200, json: { meeting_id: '9223372036854775807' } });
    await expireCached(uplink, HOST);
    t.match(await host.get(path), { status: 200, json: { source: 'zoom' } });
    simulator.clearRequests();
    const response = await host.get(`/api/${kind}/9223372036854775808/livestream`);
    t.match(response, { status: 400, json: { code: 'invalid_meeting_id' } });
    t.equal(apiCalls(simulator).length, 0);
  }
});

const NOT_IDS = {
  'with spaces': '829%202947%203321',
  'with dashes': '829-2947-3321',
  'a word': 'livestream',
  'digits and letters': '8364001927a',
  'with a leading zero': '083640019275',
  'of seven digits': '8364001',
  'of twenty digits': '83640019275836400192',
  negative: '-83640019275',
  'with a plus': '+83640019275',
  'a fraction': '83640019275.0',
  'with an exponent': '8364001e9275',
  hexadecimal: '0x1379b2b4f',
  'in full-width digits': '%EF%BC%98%EF%BC%93640019275',
  'a way out of the path': '..%2F..%2Fusers%2Fme',
  'a way out of the path, dots encoded': '%2e%2e%2f%2e%2e%2fusers%2fme',
  'with a query': '83640019275%3Fx%3D',
  'with a fragment': '83640019275%23x',
  'with a line break': '83640019275%0d%0aX:%20y',
  'with a null': '83640019275%00',
  'very long': '8'.repeat(400),
};

for (const [name, id] of Object.entries(NOT_IDS)) {
  t.test(`an id ${name} is rejected without a call to Zoom`, async (t) => {
    for (const kind of KINDS) {
      const path = `/api/${kind}/${id}/livestream`;
      const responses = [
        await host.get(path),
        await host.patch(path, { resolution: '720p' }, { 'if-match': '*' }),
      ];
      for (const { status, json } of responses) {
        t.equal(status, 400);
        t.equal(json.code, 'invalid_meeting_id');
        t.match(json.detail, /8 to 19 digits/);
      }
    }
    t.equal(apiCalls(simulator).length, 0);
  });
}

t.test('an ID followed by an unencoded query is accepted, and the query is not sent to Zoom', async (t) => {
  const { id, path } = addHosted(simulator);
  t.match(await host.get(`${path}?x=../../users/me`), { status: 200, json: { meeting_id: id } });
  t.strictSame(
    apiCalls(simulator).map(({ query }) => query),
    [{}],
  );
});
