import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { test } from 'tap';

const ui = fileURLToPath(new URL('../../src/ui', import.meta.url));

test('only RequestButton disables buttons, so that each one has a busy label and one request', async (t) => {
  const paths = (await readdir(ui, { recursive: true })).filter((path) => path.endsWith('.tsx'));
  const found = await Promise.all(
    paths.map(async (path) =>
      (await readFile(`${ui}/${path}`, 'utf8')).includes('aria-disabled') ? path : '',
    ),
  );
  t.strictSame(found.filter(Boolean), ['components/request-button.tsx']);
});
