import { databaseUrl, host, origin, urlPrefix } from './addresses.ts';
import { flag } from './flag.ts';
import { logLevel } from './log-level.ts';
import { duration, port, wholeNumber } from './numbers.ts';
import { operatorContact, operatorName } from './operator.ts';
import { credential, encryptionKeys, secretCredential, sessionSecret } from './secrets.ts';
import { traceEndpoint, traceProtocol } from './traces.ts';
import { trustProxy } from './trust-proxy.ts';
import type { Variable } from './variable.ts';

const RATES = { from: 1, to: 1_000_000_000 };
const YEAR = { seconds: 31_536_000, hours: 8760, days: 365 };

/**
 * All variables. `NODE_ENV=production` makes PUBLIC_URL required and changes the default of HOST.
 */
export function variables(production: boolean) {
  return {
    PUBLIC_URL: unlessInProduction(production, 'http://localhost:3000', {
      parse: origin,
      hint: 'use the origin that browsers use, such as https://uplink.example.com; http only for localhost',
    }),
    HOST: {
      parse: host,
      fallback: production ? '0.0.0.0' : '127.0.0.1',
      hint: 'use an address or name of this machine, without a port, such as 0.0.0.0 or ::',
    },
    PORT: port(3000),
    METRICS_PORT: port(9091),
    METRICS_HOST: {
      parse: host,
      fallback: undefined,
      hint: 'use an address or name of this machine, without a port, such as 127.0.0.1, or leave it out for HOST',
    },
    DATABASE_URL: {
      parse: databaseUrl,
      hint: 'use the URL of a database, such as postgresql://user:password@host:5432/uplink',
    },
    DATABASE_DIRECT_URL: {
      parse: databaseUrl,
      fallback: undefined,
      hint: 'use the URL of the same database without a transaction-mode pooler, or leave it out if DATABASE_URL has none',
    },
    DATABASE_POOL_MAX: wholeNumber(10, { from: 1, to: 1000 }),
    STAGING_COPY: flag,
    ZOOM_CLIENT_ID: {
      parse: credential,
      hint: 'copy the Client ID from the App Credentials of your app in the Zoom App Marketplace',
    },
    ZOOM_CLIENT_SECRET: {
      parse: secretCredential,
      hint: 'copy the Client Secret from the App Credentials of your app in the Zoom App Marketplace',
    },
    ZOOM_WEBHOOK_SECRET_TOKEN: {
      parse: secretCredential,
      hint: 'copy the Secret Token from the Access page of your app in the Zoom App Marketplace',
    },
    ZOOM_OAUTH_URL: {
      parse: origin,
      fallback: 'https://zoom.us',
      hint: 'use an https origin (http only for this machine), or leave it out for https://zoom.us',
    },
    ZOOM_API_URL: {
      parse: urlPrefix,
      fallback: 'https://api.zoom.us/v2',
      hint: 'use an https URL (http only for this machine), or leave it out for https://api.zoom.us/v2',
    },
    ZOOM_LIGHT_PER_SECOND: wholeNumber(25, RATES),
    ZOOM_MEDIUM_PER_SECOND: wholeNumber(15, RATES),
    ENCRYPTION_KEYS: {
      parse: encryptionKeys,
      hint: 'use id:key, separated by commas, such as k1: and the output of `openssl rand -base64 32`',
    },
    SESSION_SECRET: { parse: sessionSecret, hint: 'use the output of `openssl rand -base64 32`' },
    TRUST_PROXY: {
      parse: trustProxy,
      fallback: false,
      hint: 'use the number of proxies in front, or their addresses or CIDR ranges separated by commas, or leave it out',
    },
    LOG_LEVEL: logLevel('info'),
    OTEL_EXPORTER_OTLP_ENDPOINT: traceEndpoint,
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: traceEndpoint,
    OTEL_EXPORTER_OTLP_PROTOCOL: traceProtocol,
    OTEL_SDK_DISABLED: flag,
    LIVESTREAM_FRESH_SECONDS: wholeNumber(60, { from: 0, to: YEAR.seconds }),
    RATE_LIMIT_USER_PER_MINUTE: wholeNumber(1200, RATES),
    RATE_LIMIT_ADDRESS_PER_MINUTE: wholeNumber(60, RATES),
    SESSION_IDLE_HOURS: duration('hours', 12, { from: 0.001, to: YEAR.hours }),
    SESSION_MAX_DAYS: duration('days', 7, { from: 0.001, to: YEAR.days }),
    OPERATOR_NAME: {
      parse: operatorName,
      fallback: undefined,
      hint: 'use the name of the person or company that runs this server, or leave it out',
    },
    OPERATOR_CONTACT: {
      parse: operatorContact,
      fallback: undefined,
      hint: 'use an e-mail address or the https URL of a contact page, or leave it out',
    },
  } satisfies Record<string, Variable<unknown>>;
}

function unlessInProduction<Value, Fallback>(
  production: boolean,
  fallback: Fallback,
  variable: Variable<Value>,
): Variable<Value | Fallback> {
  return production ? variable : { ...variable, fallback };
}
