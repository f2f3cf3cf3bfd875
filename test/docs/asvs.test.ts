import { test } from 'tap';
import { ASVS_PAGE, assessedRequirements, checkAsvsPage } from '../../scripts/docs/asvs-page.ts';
import { brokenLinks } from '../../scripts/docs/links.ts';
import { repository } from '../../scripts/docs/repository.ts';
import { SECURITY_PAGE } from '../../scripts/docs/security-page.ts';

test('the page has all 70 requirements of level 1 and 183 of level 2, with pointers that exist', async (t) => {
  const levels = assessedRequirements().map(([, level]) => level);
  t.equal(levels.filter((level) => level === '1').length, 70);
  t.equal(levels.filter((level) => level === '2').length, 183);
  t.same(checkAsvsPage(repository), []);
});

test('the links of the security pages lead to existing files and headings', async (t) => {
  for (const page of [SECURITY_PAGE, ASVS_PAGE, 'SECURITY.md'])
    t.same(brokenLinks(repository, page, repository.read(page)), [], page);
});

for (const [what, from, to, error] of [
  ['a missing requirement', /^\| 4\.2\.1 .*\n/m, '', '4.2.1 of level 2 is missing'],
  ['a wrong level', '| 4.2.1 | 2 |', '| 4.2.1 | 1 |', '4.2.1 of level 2 is missing'],
  ['an unknown status', /(4\.2\.1 .*) met /, '$1 partly ', '4.2.1: unknown status "partly"'],
  ['no pointer', /(7\.3\.1 .*met \|).*/, '$1 yes |', '7.3.1 is met without a pointer'],
  ['a missing file', 'test/limits.test.ts', 'test/none.test.ts', '2.3.2: test/none.test.ts does not exist'],
  [
    'another title',
    'every single bit',
    'every other bit',
    '11.3.3: test/crypto/envelope.test.ts has no "every other bit of a blob is authenticated"',
  ],
  [
    'a missing heading',
    'security.md#logs',
    'security.md#none',
    '16.1.1: docs/security.md has no heading #none',
  ],
  ['a wrong count', /^\| all \| 70/m, '| all | 69', 'all of level 1: 70'],
] as const) {
  test(`the check finds ${what}`, async (t) => {
    const read = (path: string) =>
      path === ASVS_PAGE ? repository.read(path).replace(from, to) : repository.read(path);
    const errors = checkAsvsPage({ ...repository, read });
    t.ok(errors.includes(error), errors.join('\n'));
  });
}
