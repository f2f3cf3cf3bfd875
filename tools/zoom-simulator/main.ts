import { parseArgs } from 'node:util';
import { type SimulatorOptions, startSimulator } from './simulator.ts';

const help = `Runs the Zoom simulator.

  node --import tsx tools/zoom-simulator/main.ts [options]

  option                    environment variable          default
  --host                    SIMULATOR_HOST                127.0.0.1
  --port                    SIMULATOR_PORT                4000 (0: any free port)
  --client-id               ZOOM_CLIENT_ID                simulated-client
  --client-secret           ZOOM_CLIENT_SECRET            simulated-secret
  --webhook-secret-token    ZOOM_WEBHOOK_SECRET_TOKEN     simulated-webhook-token
  --redirect-uri            SIMULATOR_REDIRECT_URIS       http://localhost:3000/oauth/callback
                            (the option may be repeated; the variable is separated by commas)
  --webhook-url             SIMULATOR_WEBHOOK_URL         none: no event is sent
  --refresh-grace-seconds   SIMULATOR_REFRESH_GRACE       0
  --state                   SIMULATOR_STATE               none: the state is not saved
  --seed                    SIMULATOR_SEED                demo (or none)
  --help

The page at / shows and changes the state, and describes the control API.
`;

const { values } = parseArgs({
  options: {
    host: { type: 'string' },
    port: { type: 'string' },
    'client-id': { type: 'string' },
    'client-secret': { type: 'string' },
    'webhook-secret-token': { type: 'string' },
    'redirect-uri': { type: 'string', multiple: true },
    'webhook-url': { type: 'string' },
    'refresh-grace-seconds': { type: 'string' },
    state: { type: 'string' },
    seed: { type: 'string' },
    help: { type: 'boolean' },
  },
});

if (values.help) {
  process.stdout.write(help);
} else {
  await run(readOptions());
}

function readOptions(): SimulatorOptions {
  const { env } = process;
  const webhookUrl = values['webhook-url'] ?? env.SIMULATOR_WEBHOOK_URL;
  const stateFile = values.state ?? env.SIMULATOR_STATE;
  return {
    host: values.host ?? env.SIMULATOR_HOST ?? '127.0.0.1',
    port: wholeNumber('--port', values.port ?? env.SIMULATOR_PORT ?? '4000'),
    clientId: values['client-id'] ?? env.ZOOM_CLIENT_ID ?? 'simulated-client',
    clientSecret: values['client-secret'] ?? env.ZOOM_CLIENT_SECRET ?? 'simulated-secret',
    webhookSecretToken:
      values['webhook-secret-token'] ?? env.ZOOM_WEBHOOK_SECRET_TOKEN ?? 'simulated-webhook-token',
    redirectUris:
      values['redirect-uri'] ??
      (env.SIMULATOR_REDIRECT_URIS ?? 'http://localhost:3000/oauth/callback').split(','),
    ...(webhookUrl ? { webhookUrl } : {}),
    ...(stateFile ? { stateFile } : {}),
    refreshGraceSeconds: wholeNumber(
      '--refresh-grace-seconds',
      values['refresh-grace-seconds'] ?? env.SIMULATOR_REFRESH_GRACE ?? '0',
    ),
    seed: (values.seed ?? env.SIMULATOR_SEED) === 'none' ? 'none' : 'demo',
  };
}

function wholeNumber(name: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  process.stderr.write(`${name} must be a whole number.\n`);
  process.exit(1);
}

async function run(options: SimulatorOptions): Promise<void> {
  const simulator = await startSimulator(options);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void simulator.close());
  }
  process.stdout.write(`Zoom simulator ready at ${simulator.url}\n`);
}
