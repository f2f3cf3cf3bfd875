/** `npm run lint:docs`: checks the tables of the security pages against the code. */
import { repository } from './docs/repository.ts';
import { SECURITY_PAGE, securityChecks } from './docs/security-page.ts';

for (const [section, check] of Object.entries(securityChecks))
  for (const error of check(repository)) {
    console.log(`${SECURITY_PAGE}, ${section}: ${error}`);
    process.exitCode = 1;
  }
