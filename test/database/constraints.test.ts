import { randomBytes } from 'node:crypto';
import t from 'tap';
import { connectDatabase } from '../../src/database/client.ts';
import { createTestDatabase } from '../helpers/database.ts';

const { url } = await createTestDatabase(t);
const { prisma, pool, close } = connectDatabase({ url, poolMax: 2, onError: () => {} });
t.teardown(close);

const bytes = new Uint8Array(randomBytes(32));
const installation = { accountId: 'account', status: 'connected', profile: bytes, dataKey: bytes } as const;
const token = { accessToken: bytes, refreshToken: bytes, accessTokenExpiresAt: new Date(), generation: 1n };

t.test('deleting an installation deletes everything that belongs to it', async (t) => {
  await prisma.installation.create({
    data: {
      userId: 'leaving',
      ...installation,
      token: { create: token },
      sessions: { create: { idHash: bytes } },
      livestreams: { create: { kind: 'meeting', meetingId: 2n ** 63n - 1n } },
      listingPages: {
        create: { kind: 'webinar', type: 'live', pageToken: '', page: bytes, fetchedAt: new Date() },
      },
    },
  });
  await prisma.installation.delete({ where: { userId: 'leaving' } });
  const counts = await Promise.all([
    prisma.token.count(),
    prisma.session.count(),
    prisma.livestream.count(),
    prisma.listingPage.count(),
  ]);
  t.same(counts, [0, 0, 0, 0]);
});

t.test('two users each have their own cached value of the same meeting', async (t) => {
  for (const userId of ['first', 'second']) {
    await prisma.installation.create({
      data: {
        userId,
        ...installation,
        livestreams: { create: { kind: 'meeting', meetingId: 85746065432n } },
      },
    });
  }
  t.equal(await prisma.livestream.count({ where: { meetingId: 85746065432n } }), 2);
});

const impossible: [claim: string, sql: string, constraint: string][] = [
  [
    'a meeting id is positive',
    `insert into livestream (user_id, kind, meeting_id) values ('owner', 'meeting', 0)`,
    'livestream_meeting_id_is_positive',
  ],
  [
    'a configuration has a source and a time',
    `insert into livestream (user_id, kind, meeting_id, configuration) values ('owner', 'meeting', 1, 'x')`,
    'livestream_configuration_has_an_origin',
  ],
  [
    'a write lease that is held has an end',
    `insert into livestream (user_id, kind, meeting_id, write_owner) values ('owner', 'meeting', 1, gen_random_uuid())`,
    'livestream_write_lease_is_whole',
  ],
  ['a generation is positive', `update token set generation = 0`, 'token_generation_is_positive'],
  ['a refresh lease has an owner and an end', `update token set lease_until = now()`, 'token_lease_is_whole'],
  [
    'no token of a later generation was presented',
    `update token set intent_generation = 2`,
    'token_intent_is_of_the_past',
  ],
  [
    'a session is kept by the hash of its id',
    `insert into session (id_hash, user_id) values ('id itself', 'owner')`,
    'session_id_hash_is_sha256',
  ],
  [
    'a state is kept by its hash',
    `insert into authorization_request (state_hash, browser_hash, code_verifier, next)
     values ('state', sha256('b'), 'v', '/')`,
    'authorization_request_state_hash_is_sha256',
  ],
  ['there is one key check', `insert into key_check (id, encrypted) values (2, 'x')`, 'key_check_is_one_row'],
];

t.test('the database rejects invalid rows', async (t) => {
  await prisma.installation.create({
    data: { userId: 'owner', ...installation, token: { create: token } },
  });
  for (const [claim, sql, constraint] of impossible) {
    await t.rejects(pool.query(sql), { code: '23514', constraint }, claim);
  }
});
