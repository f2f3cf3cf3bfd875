/** `npm run lint:docs`: checks the pages about security against the code. */
import { ASVS_PAGE, checkAsvsPage } from './docs/asvs-page.ts';
import { brokenLinks } from './docs/links.ts';
import { LOG_PAGE, logErrors } from './docs/log-lines.ts';
import { tableIn } from './docs/markdown.ts';
import { repository } from './docs/repository.ts';
import { SECURITY_PAGE, securityChecks } from './docs/security-page.ts';

const errors = [
  ...Object.entries(securityChecks).flatMap(([section, check]) =>
    check(repository).map((error) => `${SECURITY_PAGE}, ${section}: ${error}`),
  ),
  ...logErrors(repository).map((error) => `${LOG_PAGE}, Log lines: ${error}`),
  ...checkAsvsPage(repository).map((error) => `${ASVS_PAGE}: ${error}`),
  ...[SECURITY_PAGE, 'SECURITY.md'].flatMap((page) =>
    brokenLinks(repository, page, repository.read(page)).map((error) => `${page}: ${error}`),
  ),
];
for (const error of errors) console.log(error);
if (errors.length > 0) process.exitCode = 1;
else
  for (const row of tableIn(repository.read(ASVS_PAGE), 'Counts'))
    console.log(`ASVS ${row.Status}: ${row['Level 1']} of level 1, ${row['Level 2']} of level 2`);
