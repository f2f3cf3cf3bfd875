import t from 'tap';
import { CLIENT, type RunningApp, secretsOf, startApp } from '../helpers/app.ts';
import { addHosted, COLLEAGUE, HOST, KINDS } from '../helpers/zoom-host.ts';

/** Every cell of every table, bytes as hex, base64 and as text. */
async function dump({ database: { pool } }: RunningApp): Promise<string> {
  const tables = await pool.query(
    "select table_name as name from information_schema.tables where table_schema = 'public'",
  );
  const cells: string[] = [];
  for (const { name } of tables.rows) {
    for (const row of (await pool.query(`select * from "${name}"`)).rows) {
      for (const value of Object.values(row)) cells.push(...textsOf(value));
    }
  }
  return cells.join('\n');
}

function textsOf(value: unknown): string[] {
  if (!Buffer.isBuffer(value)) return [typeof value === 'string' ? value : String(JSON.stringify(value))];
  return [
    value.toString('hex'),
    value.toString('base64'),
    value.toString('base64url'),
    value.toString('latin1'),
  ];
}

function spellings(secret: string): string[] {
  const bytes = Buffer.from(secret);
  // The base64 form of bytes depends on their offset modulo 3. For two of the three offsets, the
  // first characters are omitted.
  const inBase64 = [0, 1, 2].map((shift) =>
    Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .slice(4, -4),
  );
  return [secret, bytes.toString('hex'), ...inBase64];
}

t.test('the database contains no token, key, session, URL, name or topic in plain text', async (t) => {
  const uplink = await startApp(t);
  const { simulator } = uplink;
  const secrets: Record<string, string> = {};
  for (const [who, userId] of Object.entries({ HOST, COLLEAGUE })) {
    const client = await uplink.signIn(userId);
    const profile = simulator.state.users.get(userId);
    for (const kind of KINDS) {
      const livestream = {
        stream_url: `rtmp://canary-ingest-${kind}.example/live`,
        stream_key: `canary-stream-key-${who}-${kind}`,
        page_url: `https://canary-watch-${kind}.example/`,
        resolution: '720p',
      };
      const topic = `canary-topic-${who}-${kind}`;
      const { path } = addHosted(simulator, kind, { hostId: userId, topic, livestream });
      await client.get(path);
      await client.get(`/api/${kind}`);
      const stream_key = `canary-second-key-${who}-${kind}`;
      t.equal((await client.patch(path, { stream_key }, { 'if-match': '*' })).status, 200);
      Object.assign(secrets, {
        [`${who} ${kind} key`]: livestream.stream_key,
        [`${who} ${kind} new key`]: stream_key,
        [`${who} ${kind} stream address`]: livestream.stream_url,
        [`${who} ${kind} page address`]: livestream.page_url,
        [`${who} ${kind} topic`]: topic,
      });
    }
    simulator.expireAccessTokens(userId);
    await client.get('/api/meetings?type=live');
    await client.get('/install');
    for (const [name, value] of client.cookies) secrets[`${who} cookie ${name}`] = value;
    secrets[`${who} e-mail`] = profile?.email ?? '';
    secrets[`${who} name`] = profile?.displayName ?? '';
  }
  for (const [index, { headers, body }] of simulator.requests().entries()) {
    secrets[`authorization ${index}`] = String(headers.authorization ?? '').replace(/^\w+ /, '');
    for (const [name, value] of Object.entries(Object(body))) {
      if (/token|code|verifier/.test(name)) secrets[`${name} ${index}`] = String(value);
    }
  }
  for (const [name, value] of Object.entries(secretsOf(uplink))) secrets[name] = value.replace(/^k1:/, '');
  Object.assign(secrets, CLIENT);

  const everything = await dump(uplink);
  t.ok(everything.includes(HOST), 'the dump contains data');
  const searched = Object.entries(secrets).filter(([, value]) => value.length >= 8);
  t.ok(searched.length > 40, `${searched.length} secrets`);
  for (const [name, secret] of searched) {
    if (secret === CLIENT.clientId) continue;
    const found = spellings(secret).filter((spelling) => everything.includes(spelling));
    t.equal(found.length, 0, name);
  }
  const logs = uplink.logs.join('');
  for (const [name, secret] of searched) t.notOk(logs.includes(secret), `${name}, in the log`);
});
