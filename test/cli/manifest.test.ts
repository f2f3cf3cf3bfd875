import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import t from 'tap';
import { runCli } from '../../src/cli/run.ts';
import { limits } from '../../src/limits.ts';
import { createHandlers, type HandlerOptions } from '../../src/webhooks/handlers.ts';
import { EVENT_TYPES } from '../../src/zoom/event-types.ts';
import { REQUIRED_SCOPES } from '../../src/zoom/scopes.ts';
import { allScopes } from '../../tools/zoom-simulator/state.ts';
import { inProduction } from '../config/environments.ts';
import { findSecrets } from '../helpers/canaries.ts';

const env = { ...inProduction, OPERATOR_NAME: 'Example | Ltd.', OPERATOR_CONTACT: 'help@example.org' };

async function uplink(args: string[], environment: Record<string, string> = env) {
  const [stdout, stderr]: [string[], string[]] = [[], []];
  const code = await runCli(['manifest', ...args], {
    env: environment,
    stdout: (line) => stdout.push(line),
    stderr: (line) => stderr.push(line),
    confirm: async () => false,
  });
  return { code, stdout, stderr };
}

const url = { type: 'string', pattern: '^https://uplink\\.example\\.org/' };
const text = (maxLength: number) => ({ type: 'string', minLength: 1, maxLength });
const object = (properties: Record<string, unknown>) => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});
const list = (items: object, minItems = 1) => ({ type: 'array', items, minItems, uniqueItems: true });
const off = { const: false };

/** Zoom's manifest schema (documentation of the build flow), with the members that Uplink uses. */
const panel = {
  development_home_uri: url,
  production_home_uri: url,
  domain_allow_list: list(
    object({ domain: { type: 'string', pattern: '^[a-z.]+$' }, explanation: text(200) }),
  ),
  in_client_feature: object({
    zoom_app_api: object({ enable: { const: true }, zoom_app_apis: list(text(50)) }),
    guest_mode: object({ enable: off, enable_test_guest_mode: off }),
    in_client_oauth: object({ enable: off }),
    collaborate_mode: object({ enable: off, enable_screen_sharing: off, enable_play_together: off }),
  }),
};
const subscription = object({
  subscription_name: text(50),
  event_types: list({ type: 'string', pattern: '^[a-z]+\\.[a-z_]+$' }),
  development_webhook_url: url,
  production_webhook_url: url,
});
const schema = (hasPanel: boolean) =>
  object({
    display_information: object({
      display_name: { type: 'string', maxLength: 49, not: { pattern: '^Zoom' } },
      description: text(150),
      long_description: text(4_000),
    }),
    oauth_information: object({
      usage: { const: 'USER_OPERATION' },
      development_redirect_uri: url,
      production_redirect_uri: url,
      oauth_allow_list: list(url),
      strict_mode: { type: 'boolean' },
      subdomain_strict_mode: { type: 'boolean' },
      scopes: list(
        object({ scope: { type: 'string', pattern: '^[a-z]+:[a-z_:]+$' }, optional: { type: 'boolean' } }),
      ),
      scope_description: text(10_000),
    }),
    features: object({
      products: hasPanel ? list({ enum: ['ZOOM_MEETING', 'ZOOM_WEBINAR'] }) : { type: 'array', maxItems: 0 },
      ...(hasPanel ? panel : {}),
      event_subscription: object({ enable: { const: true }, events: list(subscription) }),
    }),
  });

t.test('the manifest has Zoom’s format and the configured URLs', async (t) => {
  for (const hasPanel of [true, false]) {
    const { code, stdout, stderr } = await uplink(hasPanel ? [] : ['--no-panel']);
    t.match({ code, stderr }, { code: 0, stderr: [] });
    const manifest = JSON.parse(stdout.join('\n'));
    const validate = new Ajv().compile(schema(hasPanel));
    t.ok(validate(manifest), JSON.stringify(validate.errors));
    const { oauth_information: oauth, features } = manifest;
    t.equal(oauth.production_redirect_uri, 'https://uplink.example.org/oauth/callback');
    t.same(oauth.oauth_allow_list, ['https://uplink.example.org/oauth/callback']);
    t.match(features.event_subscription.events, [
      { production_webhook_url: 'https://uplink.example.org/webhooks/zoom' },
    ]);
    const scopes: { scope: string; optional: boolean }[] = oauth.scopes;
    t.same(
      scopes.filter(({ optional }) => optional).map(({ scope }) => scope),
      hasPanel ? ['zoomapp:inmeeting'] : [],
    );
    for (const { scope } of scopes) t.match(oauth.scope_description, new RegExp(`^${scope}: \\S.*\\.$`, 'm'));
    if (hasPanel) t.equal(features.production_home_uri, 'https://uplink.example.org/panel');
    t.same(
      findSecrets(
        Object.values(inProduction).filter((value) => !value.startsWith('http') && value.length > 10),
        stdout.join('\n'),
      ),
      [],
    );
  }
});

t.test('the scopes are those that the app uses', async (t) => {
  t.same(REQUIRED_SCOPES.map(({ scope }) => scope).toSorted(), [...allScopes].sort());
});

t.test('the events are those that the app processes', async (t) => {
  const handlers = createHandlers({ clientId: 'id' } as HandlerOptions);
  const subscribed = EVENT_TYPES.map(({ event }) => event);
  t.same([...subscribed, 'app_deauthorized'].sort(), [...handlers.keys()].sort());
});

const FILES = [
  ...['data-handling.md', 'events.md', 'listing.md', 'manifest.md', 'release-notes.md', 'scopes.md'],
  ...['security.md', 'test-plan.md', 'urls.md'],
];

t.test('--kit writes the texts of a submission', async (t) => {
  const directory = join(t.testdir(), 'new', 'kit');
  const { code, stdout } = await uplink(['--kit', directory]);
  t.equal(code, 0);
  t.same((await readdir(directory)).sort(), FILES);
  t.same(
    stdout.toSorted(),
    FILES.map((name) => `wrote ${join(directory, name)}`),
  );
  const kit = Object.fromEntries(
    await Promise.all(FILES.map(async (name) => [name, await readFile(join(directory, name), 'utf8')])),
  );
  for (const path of [
    'oauth/callback',
    'install',
    'webhooks/zoom',
    'panel',
    'privacy',
    'terms',
    'support',
    'documentation',
  ])
    t.match(kit['urls.md'], `| https://uplink.example.org/${path} |`);
  for (const { scope, reason } of REQUIRED_SCOPES) {
    t.match(kit['scopes.md'], `| \`${scope}\` | ${reason} |`);
    t.match(kit['test-plan.md'], `\`${scope}\``, 'a step for the reviewer uses the scope');
  }
  for (const { event, effect } of EVENT_TYPES) t.match(kit['events.md'], `| \`${event}\` | ${effect} |`);
  for (const limit of Object.values(limits))
    if ('retention' in limit) {
      const max = 'max' in limit ? limit.max : '–';
      t.match(kit['data-handling.md'], `| ${max} | after ${limit.retention} |`);
    }
  t.match(kit['data-handling.md'], `| History | ${limits.history.max} |`);
  t.match(kit['listing.md'], '| Example \\| Ltd. |');
  t.match(kit['security.md'], /x-zm-signature[\s\S]*AES-256-GCM/);
  const changelog = await readFile(new URL('../../CHANGELOG.md', import.meta.url), 'utf8');
  const [, version, notes] = /^## \[(\d[\d.]*)\][^\n]*\n([\s\S]*?)\n## /m.exec(changelog) ?? [];
  t.match(kit['release-notes.md'], `# Release notes of version ${version}\n`);
  t.ok(notes?.trim() && kit['release-notes.md'].includes(notes.trim()), 'all notes of this version');
  t.match(kit['manifest.md'], /```json\n\{[\s\S]*\}\n```/);
});

t.test('--kit replaces only files that it has written, unless forced', async (t) => {
  const directory = t.testdir({ 'urls.md': 'my own notes' });
  const urls = join(directory, 'urls.md');
  const rejected = await uplink(['--kit', directory]);
  t.match(rejected, { code: 1, stdout: [] });
  t.match(rejected.stderr, [`${urls}. Use another directory, or --force`]);
  t.same(await readdir(directory), ['urls.md'], 'no other file was written');
  t.equal(await readFile(urls, 'utf8'), 'my own notes');

  t.equal((await uplink(['--kit', directory, '--force'])).code, 0);
  await writeFile(join(directory, 'notes.txt'), 'mine');
  const moved = { ...env, PUBLIC_URL: 'https://moved.example.org' };
  t.equal((await uplink(['--kit', directory], moved)).code, 0, 'its own files are replaced');
  t.match(await readFile(urls, 'utf8'), 'https://moved.example.org/install');
  t.equal(await readFile(join(directory, 'notes.txt'), 'utf8'), 'mine');
});

t.test('an invalid configuration and invalid usage are reported', async (t) => {
  t.match(await uplink([], { ...env, PUBLIC_URL: 'nowhere' }), {
    code: 1,
    stdout: [],
    stderr: [/^PUBLIC_URL /],
  });
  t.match(await uplink(['--kit']), { code: 2, stdout: [] });
  t.match(await uplink(['now']), { code: 2, stdout: [] });
});
