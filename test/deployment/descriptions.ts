import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** The processes of an instance, as a deployment file describes them. */
export interface Description {
  name: string;
  /** Runs before the server, as program and arguments. */
  migrate: string[];
  /** Runs the server. Undefined: the image's own command. */
  serve: string[] | undefined;
  /** Variables. Those of secrets are paths below `secretsFolder`. */
  env: Record<string, string>;
  /** Those of the migration, if it has its own. */
  migrateEnv?: Record<string, string>;
  secretsFolder: string;
}

const read = (path: string) => readFileSync(new URL(`../../deploy/${path}`, import.meta.url), 'utf8');

export const compose = parse(read('compose/compose.yaml'), { merge: true });

function fromCompose(): Description {
  const { app, migrate } = compose.services;
  return {
    name: 'compose.yaml',
    migrate: migrate.command,
    serve: app.command,
    env: app.environment,
    migrateEnv: migrate.environment,
    secretsFolder: '/run/secrets/',
  };
}

function fromKubernetes(): Description {
  const { initContainers, containers } = parse(read('kubernetes/deployment.yaml')).spec.template.spec;
  const envOf = ({ env }: { env: { name: string; value: string }[] }) =>
    Object.fromEntries(env.map(({ name, value }) => [name, value]));
  return {
    name: 'deployment.yaml',
    migrate: initContainers[0].command,
    serve: containers[0].command,
    env: envOf(containers[0]),
    migrateEnv: envOf(initContainers[0]),
    secretsFolder: '/run/secrets/uplink/',
  };
}

/** The values of a directive of the systemd unit, in order. */
export function unitValues(directive: string): string[] {
  const lines = read('systemd/uplink.service').matchAll(new RegExp(`^${directive}=(.*)$`, 'gm'));
  return [...lines].map(([, value = '']) => value);
}

function fromSystemd(): Description {
  const command = (directive: string) => (unitValues(directive)[0] ?? '').split(' ');
  const assignments = unitValues('Environment').map((each) => each.split(/=(.*)/s).slice(0, 2));
  return {
    name: 'uplink.service',
    migrate: command('ExecStartPre'),
    serve: command('ExecStart'),
    // The settings that the comment at the top of the unit lists for its EnvironmentFile.
    env: {
      PUBLIC_URL: 'https://uplink.example.com',
      ZOOM_CLIENT_ID: 'the-client-id',
      ...Object.fromEntries(assignments),
    },
    secretsFolder: '%d/',
  };
}

export const descriptions = [fromCompose(), fromKubernetes(), fromSystemd()];
