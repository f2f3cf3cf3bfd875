import { test } from 'tap';
import { isTlsOptional } from '../../src/postgres-url/optional-tls.ts';

test('TLS is optional only to another machine, and only without a choice of the operator', async (t) => {
  for (const [url, wanted] of [
    ['postgres://u:p@db.example/d', true],
    ['postgres://u:p@db.example/d?sslmode=prefer', true],
    ['postgres://u:p@db.example/d?sslmode=allow', true],
    ['postgres://u:p@localhost,db.example/d', true],
    ['postgres://u:p@127.db.example/d', true],
    ['postgres://u:p@/d?host=10.0.0.1', true],
    ['postgres://u:p@db.example/d?sslmode=disable', false],
    ['postgres://u:p@db.example/d?sslmode=require', false],
    ['postgres://u:p@db.example/d?sslmode=verify-full', false],
    ['postgres://u:p@db.example/d?ssl=true', false],
    ['postgres://u:p@localhost/d', false],
    ['postgres://u:p@127.8.9.1/d', false],
    ['postgres://u:p@[::1]/d', false],
    ['postgres:///d', false],
    ['postgres://u:p@/d?host=/var/run/postgresql', false],
  ] as const)
    t.equal(isTlsOptional(url), wanted, url);
});
