import t, { type Test } from 'tap';
import { runCli } from '../../src/cli/run.ts';
import { startApp } from '../helpers/app.ts';
import { findSecrets, secretsSentToZoom } from '../helpers/canaries.ts';
import { createEmptyDatabase } from '../helpers/database.ts';
import { countUserRows, NO_ROWS, revocations } from '../helpers/erasure.ts';
import { eventually } from '../helpers/eventually.ts';
import { operatorEnvironment } from '../helpers/operator.ts';
import { addHosted, COLLEAGUE, CONFIGURED, HOST } from '../helpers/zoom-host.ts';

async function uplinkUsers(args: string[], env: Record<string, string>, response = false) {
  const [stdout, stderr, requested]: string[][] = [[], [], []];
  const code = await runCli(['users', ...args], {
    env,
    stdout: (line) => stdout?.push(line),
    stderr: (line) => stderr?.push(line),
    confirm: async (question) => {
      requested?.push(question);
      return response;
    },
  });
  return { code, stdout, stderr, requested };
}

async function start(t: Test) {
  const uplink = await startApp(t);
  const host = await uplink.signIn(HOST);
  await host.get(addHosted(uplink.simulator).path);
  return { uplink, host, env: operatorEnvironment(uplink) };
}

t.test('users list prints only user, account, status and time', async (t) => {
  const { uplink, host, env } = await start(t);
  t.match(await uplinkUsers(['list'], env), { code: 0, stdout: [new RegExp(`^${HOST}  `)], stderr: [] });
  await uplink.signIn(COLLEAGUE);
  uplink.simulator.revokeGrant(HOST);
  await host.get('/api/meetings');

  const { stdout, stderr } = await uplinkUsers(['list'], env);
  const { users } = uplink.simulator.state;
  const line = (id: string, status: string) =>
    new RegExp(`^${id}  ${users.get(id)?.accountId}  ${status}  \\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z$`);
  t.equal(stdout?.length, 2);
  t.match(stdout, [line(HOST, 'reconnect_required'), line(COLLEAGUE, 'connected')]);
  t.strictSame(stderr, []);
  const people = [HOST, COLLEAGUE].flatMap((id) => [
    users.get(id)?.email ?? '',
    users.get(id)?.displayName ?? '',
  ]);
  const secrets = [...people, CONFIGURED.stream_key, ...host.cookies.values(), ...secretsSentToZoom(uplink)];
  t.strictSame(findSecrets(secrets, String(stdout)), []);
});

t.test('users list --json prints one JSON array, with the hash of each user in the log', async (t) => {
  const { uplink, env } = await start(t);
  await uplink.signIn(COLLEAGUE);
  const { code, stdout } = await uplinkUsers(['list', '--json'], env);
  t.equal(code, 0);
  const users: Record<string, string>[] = JSON.parse((stdout ?? []).join('\n'));
  t.match(users.map(({ user_id }) => user_id).toSorted(), [HOST, COLLEAGUE].toSorted());
  for (const { user_id = '', account_id, status, connected_at, log_user } of users) {
    t.match(
      { account_id, status },
      { account_id: uplink.simulator.state.users.get(user_id)?.accountId, status: 'connected' },
    );
    t.equal(new Date(connected_at ?? '').toISOString(), connected_at);
    t.ok(uplink.logs.some((line) => line.includes('signed in') && line.includes(`"user":"${log_user}"`)));
  }
  t.strictSame(findSecrets(secretsSentToZoom(uplink), String(stdout)), []);
});

t.test('users list --json prints an empty array if no user has added the app', async (t) => {
  const uplink = await startApp(t);
  const { stdout } = await uplinkUsers(['list', '--json'], operatorEnvironment(uplink));
  t.strictSame(JSON.parse((stdout ?? []).join('\n')), []);
});

t.test('users find computes the hash of a user in the log, and finds the user of a hash', async (t) => {
  const { uplink, env } = await start(t);
  await uplink.signIn(COLLEAGUE);
  const line = uplink.logs.find((each) => each.includes('signed in')) ?? '{}';
  const { user: hash } = JSON.parse(line);
  const account = uplink.simulator.state.users.get(HOST)?.accountId;
  const found = [`user    ${HOST}`, `log     ${hash}`, `status  connected, account ${account}`];
  const { DATABASE_URL = '', SESSION_SECRET = '' } = env;
  const minimal = { DATABASE_URL, SESSION_SECRET };
  t.match(await uplinkUsers(['find', HOST], minimal), { code: 0, stdout: found, stderr: [] });
  t.match(await uplinkUsers(['find', hash.toUpperCase()], minimal), { code: 0, stdout: found, stderr: [] });

  await uplinkUsers(['erase', HOST, '--yes'], env);
  const erased = await uplinkUsers(['find', HOST], minimal);
  t.match(erased, { code: 0, stdout: [`user    ${HOST}`, `log     ${hash}`, /^status {2}erased at 20/] });
  t.match(await uplinkUsers(['find', hash], minimal), {
    code: 1,
    stdout: [],
    stderr: [/^No user has this hash/],
  });
  const stranger = await uplinkUsers(['find', 'UnknownUser'], minimal);
  t.match(stranger, { code: 0, stdout: [/^user/, /^log/, 'status  has not added the app'] });
});

t.test('users find with another session secret finds no user', async (t) => {
  const { uplink, env } = await start(t);
  const { user: hash } = JSON.parse(uplink.logs.find((each) => each.includes('signed in')) ?? '{}');
  const SESSION_SECRET = Buffer.from(Array.from({ length: 32 }, (_none, index) => index)).toString('base64');
  const { code, stderr } = await uplinkUsers(['find', hash], { ...env, SESSION_SECRET });
  t.match({ code, stderr }, { code: 1, stderr: [/another SESSION_SECRET/] });
});

t.test('users list prints nothing if no user has added the app', async (t) => {
  const uplink = await startApp(t);
  t.match(await uplinkUsers(['list'], operatorEnvironment(uplink)), { code: 0, stdout: [], stderr: [] });
});

t.test('users erase prompts, and erases nothing without a yes', async (t) => {
  const { uplink, host, env } = await start(t);
  const before = await countUserRows(uplink, HOST);
  const no = await uplinkUsers(['erase', HOST], env, false);
  t.match(no, { code: 1, stdout: [], stderr: ['Nothing was erased.'], requested: [/\[y\/N\] $/] });
  t.strictSame(await countUserRows(uplink, HOST), before);
  t.equal(revocations(uplink).length, 0);

  const yes = await uplinkUsers(['erase', HOST], env, true);
  t.match(yes, { code: 0, stdout: ['erased'], requested: { length: 1 } });
  t.equal(yes.stderr?.length, 1);
  const user = /^[0-9a-f]{64}$/;
  t.match(JSON.parse(yes.stderr?.[0] ?? ''), {
    security: 'erasure',
    user,
    by: 'operator',
    msg: 'user erased',
  });
  t.notMatch(yes.stderr?.[0], HOST);
  t.strictSame(await countUserRows(uplink, HOST), NO_ROWS);
  t.equal(revocations(uplink).length, 1, 'the grant is revoked');
  const isOver = async () => (await host.get('/api/me')).status === 401;
  t.ok(await eventually(isOver, { withinMs: 1_000 }), 'and the sessions have ended');
});

t.test('users erase --yes does not prompt', async (t) => {
  const { uplink, env } = await start(t);
  const response = await uplinkUsers(['erase', HOST, '--yes'], env, false);
  t.match(response, { code: 0, stdout: ['erased'], requested: { length: 0 } });
  t.strictSame(await countUserRows(uplink, HOST), NO_ROWS);
});

t.test('users sign-out ends the sessions of one user, also without the encryption keys', async (t) => {
  const { uplink, host, env } = await start(t);
  const second = await uplink.signIn(HOST);
  const colleague = await uplink.signIn(COLLEAGUE);
  const { DATABASE_URL = '', SESSION_SECRET = '' } = env;
  const minimal = { DATABASE_URL, SESSION_SECRET };
  const { code, stdout, stderr, requested } = await uplinkUsers(['sign-out', HOST], minimal);
  t.match({ code, stdout, requested }, { code: 0, stdout: ['2 sessions ended'], requested: { length: 0 } });
  const user = JSON.parse(uplink.logs.find((line) => line.includes('signed in')) ?? '{}').user;
  t.match(JSON.parse(stderr?.[0] ?? ''), { security: 'sessions_ended', user, count: 2 });
  t.notMatch(stderr?.[0], HOST);
  for (const client of [host, second]) {
    const isOver = async () => (await client.get('/api/me')).status === 401;
    t.ok(await eventually(isOver, { withinMs: 1_000 }));
  }
  t.equal((await colleague.get('/api/me')).status, 200);
  await host.signIn(HOST);
  t.equal((await host.get('/api/me')).status, 200, 'and the user can sign in again');
});

t.test('users sign-out --all prompts, and ends the sessions of all users', async (t) => {
  const { uplink, host, env } = await start(t);
  const colleague = await uplink.signIn(COLLEAGUE);
  const no = await uplinkUsers(['sign-out', '--all'], env, false);
  t.match(no, { code: 1, stdout: [], stderr: ['No session was ended.'], requested: [/\[y\/N\] $/] });
  t.equal((await host.get('/api/me')).status, 200);

  const yes = await uplinkUsers(['sign-out', '--all', '--yes'], env, false);
  t.match(yes, { code: 0, stdout: ['2 sessions ended'], requested: { length: 0 } });
  t.notHas(JSON.parse(yes.stderr?.[0] ?? ''), { user: String });
  for (const client of [host, colleague]) {
    const isOver = async () => (await client.get('/api/me')).status === 401;
    t.ok(await eventually(isOver, { withinMs: 1_000 }));
  }
  t.match(await uplinkUsers(['sign-out', '--all', '--yes'], env), { code: 0, stdout: ['0 sessions ended'] });
});

t.test('an unknown user prints one line, without a prompt', async (t) => {
  const { env } = await start(t);
  for (const yes of [[], ['--yes']]) {
    const response = await uplinkUsers(['erase', 'UnknownUser', ...yes], env, true);
    t.match(response, {
      code: 1,
      stdout: [],
      stderr: [/^This user does not exist\.$/],
      requested: { length: 0 },
    });
  }
});

t.test('invalid usage prints a message and exits with 2', async (t) => {
  for (const args of [
    [],
    ['erase'],
    ['erase', '--yes'],
    ['erase', HOST, '--all'],
    ['list', 'all'],
    ['erase', HOST, HOST],
    ['find'],
    ['find', '--json'],
    ['find', HOST, HOST],
    ['sign-out'],
    ['sign-out', '--yes'],
    ['sign-out', HOST, '--all'],
    ['sign-out', HOST, HOST],
  ]) {
    const { code, stdout, stderr } = await uplinkUsers(args, {});
    t.equal(code, 2, args.join(' '));
    t.strictSame(stdout, []);
    t.match(stderr, [/^\S[^\n]+$/]);
  }
});

t.test('an invalid configuration prints one line per error, without values', async (t) => {
  const { env } = await start(t);
  for (const command of [['list'], ['erase', HOST, '--yes']]) {
    const bad = { ...env, ENCRYPTION_KEYS: 'hunter2', SESSION_SECRET: 'hunter3' };
    const { code, stdout, stderr } = await uplinkUsers(command, bad);
    t.equal(code, 1);
    t.strictSame(stdout, []);
    const lines = String(stderr).split('\n').sort();
    t.equal(lines.length, 2);
    t.match(lines, [/^ENCRYPTION_KEYS /, /^SESSION_SECRET /]);
    t.notMatch(lines.join(), /hunter/);
  }
});

t.test('wrong keys and an unusable database each print one line', async (t) => {
  const { uplink, env } = await start(t);
  const before = await countUserRows(uplink, HOST);
  const other = `k9:${Buffer.from(Array.from({ length: 32 }, (_none, index) => index)).toString('base64')}`;
  const empty = await createEmptyDatabase(t);
  const cases: [change: Record<string, string>, line: RegExp][] = [
    [{ ENCRYPTION_KEYS: other }, /^ENCRYPTION_KEYS can’t decrypt [^\n]+$/],
    [{ DATABASE_URL: 'postgresql://uplink:hunter2@127.0.0.1:1/uplink' }, /^The database [^\n]+$/],
    [{ DATABASE_URL: empty.url }, /^Migrations are pending[^\n]+$/],
  ];
  for (const [change, line] of cases) {
    const response = await uplinkUsers(['erase', HOST, '--yes'], { ...env, ...change });
    t.match(response, { code: 1, stdout: [], stderr: [line] });
    t.notMatch(String(response.stderr), /hunter2/);
  }
  t.strictSame(await countUserRows(uplink, HOST), before);
  t.equal(revocations(uplink).length, 0);
});
