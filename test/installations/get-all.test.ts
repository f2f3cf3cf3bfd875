import { randomBytes } from 'node:crypto';
import { test } from 'tap';
import { createKeyRing } from '../../src/crypto/key-ring.ts';
import { Secret } from '../../src/crypto/secret.ts';
import { connectDatabase } from '../../src/database/client.ts';
import { createUserCache } from '../../src/database/user-cache.ts';
import { createInstallations } from '../../src/installations/installations.ts';
import { createPublish } from '../../src/user-events/publish.ts';
import type { Test } from '../helpers/app.ts';
import { connectUser } from '../helpers/connect-user.ts';
import { createTestDatabase } from '../helpers/database.ts';

async function arrange(t: Test) {
  const { url } = await createTestDatabase(t);
  const database = connectDatabase({ url, poolMax: 2, onError: () => {} });
  t.teardown(() => database.close());
  const userCache = createUserCache({ isTrusted: () => true });
  const installations = createInstallations({
    database,
    userCache,
    keyRing: createKeyRing([{ id: 'k1', secret: new Secret(randomBytes(32)) }]),
    invalidateUser: async () => {},
    publish: createPublish(database),
    countReconnect: () => {},
  });
  return { installations, userCache, connect: () => connectUser(installations) };
}

test('a user who was cached, and changes while the others are read, is found', async (t) => {
  const { installations, userCache, connect } = await arrange(t);
  const [cached, other] = [await connect(), await connect()];
  for (const userIds of [[cached, other], [cached]]) {
    await installations.get(cached);
    const found = installations.getAll(userIds);
    userCache.drop(cached);
    t.match(
      await found,
      userIds.map((userId) => ({ userId })),
    );
  }
});

test('a user who was erased is reported', async (t) => {
  const { installations, connect } = await arrange(t);
  await t.rejects(installations.getAll([await connect(), 'erased']), { code: 'not_signed_in' });
});
