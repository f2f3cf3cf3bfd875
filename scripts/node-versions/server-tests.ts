import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Tests in a browser, and of code that only browsers run. */
const BROWSER = ['test/browser/', 'test/ui/'];

/** Tests that only read documents, sources or descriptions: the Node.js version has no effect. */
const DOCUMENTS = [
  'test/alerts/',
  'test/architecture.test.ts',
  'test/deployment/compose.test.ts',
  'test/deployment/deployment.test.ts',
  'test/deployment/kubernetes.test.ts',
  'test/docs/',
];

/** Minutes of starts of the development PostgreSQL. Each run of the tests and the demo starts it, too. */
const DEVELOPMENT = ['test/dev/'];

/** Long tests of statements, and of functions that use nothing of Node.js. */
const LONG = [
  'test/destinations/paste-properties.test.ts',
  'test/plans/',
  'test/privacy/any-size.test.ts',
  'test/webhooks/order.test.ts',
];

/** Beginnings of the paths of all tests that need no second run on another Node.js version. */
export const EXCLUDED: readonly string[] = [...BROWSER, ...DOCUMENTS, ...DEVELOPMENT, ...LONG];

/** Paths of the test files whose result can depend on the Node.js version of the server. */
export function serverTests(directory: string): string[] {
  return readdirSync(join(directory, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => `test/${file}`)
    .filter((file) => !EXCLUDED.some((beginning) => file.startsWith(beginning)))
    .sort();
}
