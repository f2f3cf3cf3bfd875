import { randomUUID } from 'node:crypto';
import t from 'tap';
import { createDataKey } from '../../src/crypto/data-key.ts';
import { readTokens, releaseLease, storeRotated, takeLease } from '../../src/installations/token-store.ts';
import { readPage, storePage } from '../../src/listings/page-store.ts';
import { readCached, readCachedMeetings } from '../../src/livestreams/cache-reads.ts';
import { removeCached, storeCached } from '../../src/livestreams/cache-store.ts';
import { EMPTY_FENCE } from '../../src/livestreams/cached-row.ts';
import { releaseWriteLease, takeWriteLease } from '../../src/livestreams/write-lease-store.ts';
import { startApp } from '../helpers/app.ts';
import { addHosted, COLLEAGUE, HOST } from '../helpers/zoom-host.ts';

const uplink = await startApp(t);
const { simulator, database } = uplink;
const { prisma, pool } = database;
const host = await uplink.signIn(HOST);
await uplink.signIn(COLLEAGUE);
const { id, path } = addHosted(simulator);
await host.get(path);
await host.get('/api/meetings');

const meeting = { kind: 'meeting', id } as const;
const dataKey = createDataKey();
const mine = { userId: HOST, dataKey };
const theirs = { userId: COLLEAGUE, dataKey };
const ofHost = async () =>
  (
    await pool.query(
      `select (select row_to_json(l)::text from livestream l where user_id = $1) as livestream,
              (select row_to_json(t)::text from token t where user_id = $1) as token,
              (select row_to_json(p)::text from listing_page p where user_id = $1) as page`,
      [HOST],
    )
  ).rows[0];

t.test('every store returns and changes only rows of the owner', async (t) => {
  const before = await ofHost();
  t.ok(before.livestream && before.token && before.page);
  const owner = randomUUID();
  const configuration = { streamUrl: '', streamKey: '', pageUrl: '', resolution: null };
  const cached = { configuration, source: 'zoom', ageMs: 0 } as const;
  const pageKey = { userId: COLLEAGUE, kind: 'meeting', type: 'upcoming', pageToken: null } as const;

  t.equal(await readCached(prisma, theirs, meeting), undefined);
  t.equal((await readCachedMeetings(prisma, theirs, 'meeting', [id])).size, 0);
  t.equal(await readPage(prisma, dataKey, pageKey), undefined);

  t.ok(await storeCached(prisma, theirs, meeting, { fence: EMPTY_FENCE, ...cached }));
  t.ok(await takeWriteLease(prisma, theirs, meeting, { instanceId: owner }));
  await releaseWriteLease(prisma, { userId: COLLEAGUE, meeting }, owner, {
    outcome: 'unknown',
    hasIntent: true,
  });
  await removeCached(prisma, { userId: COLLEAGUE, meeting });
  await storePage(prisma, dataKey, pageKey, {
    page: { meetings: [], nextPageToken: null },
    version: 0n,
  });
  const theirTokens = await readTokens(prisma, COLLEAGUE);
  t.ok(await takeLease(prisma, { userId: COLLEAGUE, generation: theirTokens?.generation ?? 0n }, owner));
  await releaseLease(prisma, COLLEAGUE, owner, true);
  const pair = { accessToken: Buffer.from('a'), refreshToken: Buffer.from('r'), expiresIn: 3600 };
  t.ok(
    await storeRotated(
      { prisma },
      async () => {},
      { userId: COLLEAGUE, generation: theirTokens?.generation ?? 0n },
      pair,
    ),
  );

  t.strictSame(await ofHost(), before);
});

t.test('only its owner can release a lease', async (t) => {
  const [owner, thief] = [randomUUID(), randomUUID()];
  t.ok(await takeWriteLease(prisma, mine, meeting, { instanceId: owner }));
  t.equal(await takeWriteLease(prisma, mine, meeting, { instanceId: thief }), undefined);
  await releaseWriteLease(prisma, { userId: HOST, meeting }, thief, {
    outcome: 'nothing_changed',
    hasIntent: true,
  });
  t.equal(await takeWriteLease(prisma, mine, meeting, { instanceId: thief }), undefined);
  await releaseWriteLease(prisma, { userId: HOST, meeting }, owner, {
    outcome: 'nothing_changed',
    hasIntent: true,
  });
  t.ok(await takeWriteLease(prisma, mine, meeting, { instanceId: thief }));
  await releaseWriteLease(prisma, { userId: HOST, meeting }, thief, {
    outcome: 'nothing_changed',
    hasIntent: true,
  });

  const { generation = 0n } = (await readTokens(prisma, HOST)) ?? {};
  t.ok(await takeLease(prisma, { userId: HOST, generation }, owner));
  await releaseLease(prisma, HOST, thief, true);
  t.notOk(await takeLease(prisma, { userId: HOST, generation }, thief));
  t.notOk(
    await takeLease(prisma, { userId: HOST, generation: generation + 1n }, thief),
    'nor for another generation',
  );
  await releaseLease(prisma, HOST, owner, true);
});

t.test('a response from before a write is not stored after it', async (t) => {
  const before = await readCached(prisma, mine, meeting);
  const fence = before?.fence ?? EMPTY_FENCE;
  const owner = randomUUID();
  const cached = {
    configuration: { streamUrl: 'rtmp://a/b', streamKey: 'k', pageUrl: 'https://a', resolution: null },
    source: 'zoom',
    ageMs: 0,
  } as const;
  const writing = await takeWriteLease(prisma, mine, meeting, { instanceId: owner });
  t.equal(
    await storeCached(prisma, mine, meeting, { fence, ...cached }),
    undefined,
    'while the write is in progress',
  );
  if (writing) t.ok(await storeCached(prisma, mine, meeting, { fence: writing.fence, ...cached }));
  t.equal(await storeCached(prisma, mine, meeting, { fence, ...cached }), undefined, 'nor after the write');
  t.equal(await storeCached(prisma, mine, meeting, { fence: EMPTY_FENCE, ...cached }), undefined);
});
