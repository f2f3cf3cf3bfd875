import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageDirectory, packageVersion } from '../../package-directory.ts';
import { EVENT_TYPES } from '../../zoom/event-types.ts';
import { dataHandling } from './data-handling.ts';
import {
  APP_NAME,
  createManifest,
  LONG_DESCRIPTION,
  type ManifestOptions,
  marketplaceUrls,
  SHORT_DESCRIPTION,
  scopesOf,
} from './manifest.ts';
import { document, table } from './markdown.ts';
import { securityReview } from './security-review.ts';
import { testPlan } from './test-plan.ts';

export interface KitOptions extends ManifestOptions {
  operator: { readonly name: string | undefined; readonly contact: string | undefined };
}

/** The texts of a submission to Zoom’s review: Markdown by file name. */
export async function createKit(options: KitOptions): Promise<ReadonlyMap<string, string>> {
  return new Map([
    ['listing.md', listing(options)],
    ['urls.md', urls(options)],
    ['scopes.md', scopes(options)],
    ['events.md', events(options)],
    ['data-handling.md', dataHandling(options)],
    ['security.md', securityReview()],
    ['test-plan.md', testPlan(options)],
    ['release-notes.md', await releaseNotes()],
    ['manifest.md', manifest(options)],
  ]);
}

function listing({ operator }: KitOptions): string {
  return document(
    'Listing',
    table(
      ['Field', 'Value'],
      [
        ['App name', APP_NAME],
        ['Short description', SHORT_DESCRIPTION],
        ['Long description', LONG_DESCRIPTION],
        ['Company and developer name', operator.name ?? 'Set OPERATOR_NAME and write the kit again.'],
        [
          'Developer contact, support contact',
          operator.contact ?? 'Set OPERATOR_CONTACT and write the kit again.',
        ],
      ],
    ),
  );
}

function urls({ publicUrl, hasPanel }: KitOptions): string {
  const each = marketplaceUrls(publicUrl);
  return document(
    'URLs',
    table(
      ['Screen', 'Field', 'Value'],
      [
        ['Basic Information', 'OAuth Redirect URL', each.redirect],
        ['Basic Information', 'OAuth Allow List', each.redirect],
        ['Access', 'Event notification endpoint URL', each.events],
        ['Access', 'Deauthorization Notification Endpoint URL', each.events],
        ...(hasPanel ? [['Surface', 'Home URL', each.home]] : []),
        ['App Listing', 'Direct Landing URL', each.landing],
        ['App Listing', 'Privacy Policy URL', each.privacy],
        ['App Listing', 'Terms of Use URL', each.terms],
        ['App Listing', 'Support URL', each.support],
        ['App Listing', 'Documentation URL', each.documentation],
      ],
    ),
  );
}

function scopes(options: KitOptions): string {
  return document(
    'Scopes',
    'All scopes are user-level. Each is used by a feature that a reviewer can see; test-plan.md names it.',
    table(
      ['Scope', 'Reason'],
      scopesOf(options).map(({ scope, reason }) => [`\`${scope}\``, reason]),
    ),
  );
}

function events({ publicUrl }: KitOptions): string {
  return document(
    'Events',
    `One event subscription, for users who have added the app, sends these events to ${marketplaceUrls(publicUrl).events}. Each request is accepted only with a valid \`x-zm-signature\`.`,
    table(
      ['Event', 'Effect'],
      [
        ...EVENT_TYPES.map(({ event, effect }) => [`\`${event}\``, effect]),
        ['`app_deauthorized` (without a subscription)', 'Deletes all data of the user.'],
      ],
    ),
  );
}

/** The newest section of the changelog, if this installation contains it. */
async function releaseNotes(): Promise<string> {
  const version = packageVersion();
  const changelog = await readFile(join(packageDirectory, 'CHANGELOG.md'), 'utf8').catch(() => '');
  const section = changelog.split(/^## /m).find((each) => each.startsWith(`[${version}]`));
  const notes = section?.split('\n').slice(1).join('\n').trim();
  return document(`Release notes of version ${version}`, notes ?? 'See CHANGELOG.md of this version.');
}

function manifest(options: KitOptions): string {
  return document(
    'App manifest',
    'For “Upload manifest” of an existing General App, or Zoom’s API for manifests. `uplink manifest` prints it alone.',
    `\`\`\`json\n${JSON.stringify(createManifest(options), null, 2)}\n\`\`\``,
  );
}
