/**
 * Why the database cannot be used: a code for logs and a sentence for the operator. Neither
 * contains a secret.
 */
export interface DatabaseErrorCause {
  cause: string;
  /** What is wrong and what to do, without a full stop. */
  hint: string;
}

const BY_CODE: Readonly<Record<string, readonly [cause: string, hint: string]>> = {
  // SQLSTATE, appendix A of PostgreSQL's manual.
  '28P01': [
    'wrong_password',
    'the database rejects the password, or the user does not exist: check user and password in the URL',
  ],
  '28000': [
    'not_authorized',
    'the database does not allow this user to connect: check the user in the URL, pg_hba.conf, and whether TLS is required (sslmode=require)',
  ],
  '3D000': [
    'no_such_database',
    'the server has no database of this name: create it, or correct the name in the URL',
  ],
  '53300': [
    'too_many_connections',
    'the database has too many connections: lower DATABASE_POOL_MAX or raise max_connections of the server',
  ],
  '53100': ['disk_full', 'the disk of the database is full: free some space'],
  '53200': ['out_of_memory', 'the database is out of memory'],
  '57P01': ['shutting_down', 'the database is shutting down'],
  '57P02': ['crashed', 'the database crashed and is restarting'],
  '57P03': ['starting_up', 'the database is starting up'],
  '57014': ['statement_timeout', 'the database did not complete a statement in time'],
  '25006': [
    'read_only',
    'the database is read-only: it is a replica, its disk is full, or default_transaction_read_only is on',
  ],
  '42501': [
    'missing_privilege',
    'the user lacks a privilege: grant it (docs/self-hosting.md, “Two database roles”)',
  ],
  '42704': ['unknown_setting', 'the database does not know a setting in the URL: correct options'],
  '22023': ['invalid_setting', 'the database rejects the value of a setting in the URL: correct options'],
  '42P01': [
    'no_such_table',
    'a table is missing: run `npm run migrate`, and check the schema or search_path in the URL',
  ],
  '3F000': ['no_such_schema', 'the schema in the URL does not exist: run `npm run migrate`'],
  '26000': [
    'statements_lost',
    'the database is behind a pooler in transaction mode: set DATABASE_DIRECT_URL',
  ],
  '42P05': [
    'statements_lost',
    'the database is behind a pooler in transaction mode: set DATABASE_DIRECT_URL',
  ],
  // Node.js: the network and the file system.
  ENOTFOUND: ['host_unknown', 'the host does not exist: check the host in the URL, and this machine’s DNS'],
  EAI_AGAIN: [
    'host_unknown',
    'the host cannot be resolved: check the host in the URL, and this machine’s DNS',
  ],
  ECONNREFUSED: [
    'connection_refused',
    'nothing is listening there: check host and port in the URL, and whether the server is running',
  ],
  ECONNRESET: ['connection_lost', 'the connection was reset'],
  EPIPE: ['connection_lost', 'the connection was closed'],
  ETIMEDOUT: [
    'timeout',
    'the database does not respond in time: check host and port in the URL, and firewalls',
  ],
  EHOSTUNREACH: ['unreachable', 'there is no route to the host'],
  ENETUNREACH: ['unreachable', 'there is no route to the network of the host'],
  ENOENT: ['no_such_file', 'a unix socket or certificate file of the URL does not exist'],
  EACCES: [
    'no_access_to_file',
    'this user is not allowed to open a unix socket or certificate file of the URL',
  ],
  // Node.js: certificates.
  ...Object.fromEntries(
    [
      ...['SELF_SIGNED_CERT_IN_CHAIN', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
      ...[
        'UNABLE_TO_GET_ISSUER_CERT',
        'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
        'CERT_SIGNATURE_FAILURE',
        'CERT_UNTRUSTED',
      ],
    ].map((code) => [
      code,
      [
        'untrusted_certificate',
        'the database’s certificate is not signed by a trusted authority: add sslrootcert=/path/to/ca.pem to the URL',
      ] as const,
    ]),
  ),
  CERT_HAS_EXPIRED: ['certificate_expired', 'the database’s certificate has expired: renew it'],
  ERR_TLS_CERT_ALTNAME_INVALID: [
    'certificate_of_other_host',
    'the database’s certificate is for another host name: use that name in the URL, or sslmode=verify-ca',
  ],
};

/** Errors of poolers and of `pg` itself, which have no code or always the same one. */
const BY_MESSAGE: readonly (readonly [pattern: RegExp, cause: string, hint: string])[] = [
  [
    /does not support SSL/,
    'no_tls',
    'the database does not offer TLS: remove sslmode from the URL, or turn TLS on in the server',
  ],
  [
    /unsupported startup parameter/,
    'startup_parameter',
    'a pooler rejects a parameter of the URL: remove options from it',
  ],
  [/no more connections allowed|too many (?:clients|connections)/, ...asCause('53300')],
  [
    /(?:password|SASL|SCRAM).*(?:fail|invalid|must be)|no such user|auth(?:entication)? failed/i,
    ...asCause('28P01'),
  ],
  [/no such database|database .* does not exist/, ...asCause('3D000')],
  [
    /server_login_retry|server login has been failing|cannot connect to server|connect failed/,
    'pooler_without_server',
    'the pooler in front of the database cannot reach it: see the log of the pooler',
  ],
  [
    /query_wait_timeout/,
    'pooler_busy',
    'the pooler in front of the database has no free connection: raise its pool size',
  ],
  [/^timeout exceeded when trying to connect|timeout|timed out/i, ...asCause('ETIMEDOUT')],
  [
    /^Connection terminated|ended unexpectedly|has encountered a connection error|Connection ended/,
    'connection_lost',
    'the connection was closed',
  ],
];

function asCause(code: string): [cause: string, hint: string] {
  const [cause, hint] = BY_CODE[code] ?? ['unknown', ''];
  return [cause, hint];
}

/** Never includes the message of an unknown error, which could quote what was sent. */
export function causeOf(error: unknown): DatabaseErrorCause {
  const { code, message } = details(error);
  const byMessage = BY_MESSAGE.find(([pattern]) => pattern.test(message));
  // All errors of a pooler have the code of a protocol violation.
  const [cause, hint] = BY_CODE[code] ??
    byMessage?.slice(1) ?? [
      'unknown',
      `the database fails with ${/^\w{1,40}$/.test(code) ? code : 'an unknown error'}`,
    ];
  return { cause: String(cause), hint: String(hint) };
}

/**
 * Finds the innermost error with a code. Prisma wraps the driver's error; Node.js wraps those of a
 * host with several addresses.
 */
function details(error: unknown): { code: string; message: string } {
  const outer = fieldsOf(error);
  const driver = fieldsOf(fieldsOf(fieldsOf(outer.meta).driverAdapterError).cause);
  const [first] = Array.isArray(outer.errors) ? outer.errors : [];
  const code = driver.originalCode ?? outer.code ?? fieldsOf(first).code ?? fieldsOf(outer.cause).code;
  return {
    code: typeof code === 'string' ? code : '',
    message: String(driver.originalMessage ?? outer.message ?? ''),
  };
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
