import type { inspectConfig } from '../../config.ts';
import type { Check } from './check.ts';

type InspectedConfig = ReturnType<typeof inspectConfig>;

/** Whether the app would start with these variables. Reports all invalid ones, without values. */
export function configurationCheck({ errors, table }: InspectedConfig): Check {
  return {
    name: 'configuration',
    async run() {
      if (errors.size === 0) return { status: 'ok', message: 'All variables are valid.' };
      const hints: ReadonlyMap<string, { hint: string }> = new Map(Object.entries(table));
      const parts = [...errors].map(([name, line]) => {
        const { hint = '' } = hints.get(name) ?? {};
        return { problem: line.slice(0, -`: ${hint}`.length), fix: `${name}: ${hint}` };
      });
      return {
        status: 'failed',
        message: `${parts.map(({ problem }) => problem).join('; ')}.`,
        fix: `${parts.map(({ fix }) => fix).join('; ')}.`,
      };
    },
  };
}

/** Reminds the operator that this server runs on a copy. Only if STAGING_COPY is true. */
export const stagingCopyCheck: Check = {
  name: 'staging_copy',
  async run() {
    return {
      status: 'warning',
      message: 'STAGING_COPY is true: no jobs, no sign-ins, no changes and no calls to Zoom.',
      fix: 'Remove STAGING_COPY in production.',
    };
  },
};

/** The same checks, skipped: those that call Zoom, or that depend on events or users of this server. */
export function skippedOnCopy(checks: readonly Check[]): Check[] {
  return checks.map(({ name }) => ({
    name,
    run: async () => ({ status: 'skipped', message: 'STAGING_COPY is true.' }),
  }));
}

/** Whether the pages of the Marketplace listing name the operator, which Zoom’s review requires. */
export function operatorCheck({ values }: InspectedConfig): Check {
  const missing = (['OPERATOR_NAME', 'OPERATOR_CONTACT'] as const).filter(
    (name) => values[name] === undefined,
  );
  return {
    name: 'operator',
    needs: ['OPERATOR_NAME', 'OPERATOR_CONTACT'],
    async run() {
      if (missing.length === 0)
        return { status: 'ok', message: 'The privacy, terms and support pages name the operator.' };
      return {
        status: 'warning',
        message: `${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} not set: the privacy, terms and support pages don’t say whom to contact.`,
        fix: `Set ${missing.join(' and ')} before you submit the app to Zoom’s review.`,
      };
    },
  };
}
