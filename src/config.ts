import { conflicts, type Table } from './config/conflicts.ts';
import type { LogLevel } from './config/log-level.ts';
import type { ConfiguredKey } from './config/secrets.ts';
import { variables } from './config/table.ts';
import type { TrustProxy } from './config/trust-proxy.ts';
import { type Environment, errorLine, readVariables, type Values } from './config/variable.ts';
import type { Secret } from './crypto/secret.ts';

export { readDotEnv } from './config/dot-env.ts';
export { type TrustProxy, trustProxyOption } from './config/trust-proxy.ts';

/** The complete, validated configuration. Printing or serializing it reveals no secret. */
export interface Config {
  readonly production: boolean;
  /** The origin that browsers use, without a trailing slash. */
  readonly publicUrl: string;
  /** Whether `publicUrl` is https. Enables Secure cookies and HSTS. */
  readonly secureCookies: boolean;
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** 0: no metrics listener. */
  readonly metricsPort: number;
  /** Where the metrics listener listens. */
  readonly metricsHost: string;
  readonly databaseUrl: Secret;
  /** The same database without a transaction-mode pooler. Undefined if `databaseUrl` has none. */
  readonly databaseDirectUrl: Secret | undefined;
  readonly databasePoolMax: number;
  /** Whether the database is a copy of production's: no jobs, no changes and no calls to Zoom. */
  readonly stagingCopy: boolean;
  readonly zoom: ZoomConfig;
  /** The first key encrypts, all keys decrypt. Input of `createKeyRing`. */
  readonly encryptionKeys: readonly ConfiguredKey[];
  /** 32 bytes or more. `deriveKey` derives keys for single purposes from it. */
  readonly sessionSecret: Secret<Buffer>;
  /** `trustProxyOption` converts it for Fastify. */
  readonly trustProxy: TrustProxy;
  readonly logLevel: LogLevel;
  /** Whether traces are sent. */
  readonly tracing: boolean;
  readonly livestreamFreshSeconds: number;
  readonly rateLimit: { readonly userPerMinute: number; readonly addressPerMinute: number };
  /** Both may be decimals. */
  readonly session: { readonly idleHours: number; readonly maxDays: number };
  /** Who runs this server, for the pages of the Marketplace listing. */
  readonly operator: { readonly name: string | undefined; readonly contact: string | undefined };
}

export interface ZoomConfig {
  readonly clientId: string;
  readonly clientSecret: Secret;
  readonly webhookSecretToken: Secret;
  /** The authorization server's origin, without a trailing slash. */
  readonly oauthUrl: string;
  /** Prefix of API paths, without a trailing slash. */
  readonly apiUrl: string;
  /** Calls per second and Zoom account, by all processes together. */
  readonly lightPerSecond: number;
  readonly mediumPerSecond: number;
}

/**
 * Each error is one line for the operator: the variable, what is wrong, and how to fix it. It
 * contains no values.
 */
export class ConfigError extends Error {
  readonly errors: readonly string[];

  constructor(errors: readonly string[]) {
    super(errors.join('\n'));
    this.name = 'ConfigError';
    this.errors = errors;
  }
}

/**
 * Reads the configuration from environment variables.
 * @throws {ConfigError} with one error for each invalid variable
 */
export function loadConfig(env: Environment): Config {
  const { production, table, values, errors } = inspectConfig(env);
  if (errors.size > 0 || !isComplete(values, table)) throw new ConfigError([...errors.values()]);
  return configOf(values, production);
}

/** Reads the environment variables, without an exception: the valid values, and the errors by name. */
export function inspectConfig(env: Environment) {
  const production = env.NODE_ENV?.trim() === 'production';
  const table = variables(production);
  const { values, errors } = readVariables(table, env);
  for (const [name, problem] of conflicts(values)) errors.set(name, errorLine(name, problem, table[name]));
  return { production, table, values, errors };
}

function isComplete(values: Partial<Values<Table>>, table: Table): values is Values<Table> {
  return Object.keys(table).every((name) => name in values);
}

function hasTraceEndpoint(values: Values<Table>): boolean {
  return (values.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? values.OTEL_EXPORTER_OTLP_ENDPOINT) !== undefined;
}

function configOf(values: Values<Table>, production: boolean): Config {
  return {
    production,
    publicUrl: values.PUBLIC_URL,
    secureCookies: values.PUBLIC_URL.startsWith('https:'),
    host: values.HOST,
    port: values.PORT,
    metricsPort: values.METRICS_PORT,
    metricsHost: values.METRICS_HOST ?? values.HOST,
    databaseUrl: values.DATABASE_URL,
    databaseDirectUrl: values.DATABASE_DIRECT_URL,
    databasePoolMax: values.DATABASE_POOL_MAX,
    stagingCopy: values.STAGING_COPY,
    zoom: {
      clientId: values.ZOOM_CLIENT_ID,
      clientSecret: values.ZOOM_CLIENT_SECRET,
      webhookSecretToken: values.ZOOM_WEBHOOK_SECRET_TOKEN,
      oauthUrl: values.ZOOM_OAUTH_URL,
      apiUrl: values.ZOOM_API_URL,
      lightPerSecond: values.ZOOM_LIGHT_PER_SECOND,
      mediumPerSecond: values.ZOOM_MEDIUM_PER_SECOND,
    },
    encryptionKeys: values.ENCRYPTION_KEYS,
    sessionSecret: values.SESSION_SECRET,
    trustProxy: values.TRUST_PROXY,
    logLevel: values.LOG_LEVEL,
    tracing: !values.OTEL_SDK_DISABLED && hasTraceEndpoint(values),
    livestreamFreshSeconds: values.LIVESTREAM_FRESH_SECONDS,
    rateLimit: {
      userPerMinute: values.RATE_LIMIT_USER_PER_MINUTE,
      addressPerMinute: values.RATE_LIMIT_ADDRESS_PER_MINUTE,
    },
    session: { idleHours: values.SESSION_IDLE_HOURS, maxDays: values.SESSION_MAX_DAYS },
    operator: { name: values.OPERATOR_NAME, contact: values.OPERATOR_CONTACT },
  };
}
