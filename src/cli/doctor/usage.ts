import type { Database } from '../../database/client.ts';
import { isGranted, PANEL_SCOPE, REQUIRED_SCOPES } from '../../zoom/scopes.ts';
import type { Check, Finding } from './check.ts';

/**
 * Checks of what Zoom has granted and sent so far: neither the scopes nor the event subscription of
 * an app can be read without a user.
 */
export function usageChecks(database: Database): Check[] {
  const common = { needs: ['DATABASE_URL', 'DATABASE_DIRECT_URL'], after: ['migrations'] };
  return [
    { ...common, name: 'scopes', run: () => scopes(database) },
    { ...common, name: 'events', run: () => events(database) },
  ];
}

const NO_USER: Finding = {
  status: 'skipped',
  message: 'No user has added the app yet. Add it yourself, and run the doctor again.',
};

/** Compares the latest authorization, which has the scopes that the app has now. */
async function scopes({ prisma }: Database): Promise<Finding> {
  const latest = await prisma.installation.findFirst({
    where: { erasingSince: null },
    orderBy: { connectedAt: 'desc' },
    select: { scopes: true },
  });
  if (latest === null) return NO_USER;
  if (latest.scopes.length === 0)
    return { status: 'warning', message: 'Zoom did not report the granted scopes.' };
  const granted = new Set(latest.scopes);
  const missing = REQUIRED_SCOPES.map(({ scope }) => scope).filter((scope) => !isGranted(granted, scope));
  if (missing.length > 0)
    return {
      status: 'failed',
      message: `The latest authorization lacks scopes that features need: ${missing.join(', ')}.`,
      fix: 'Marketplace, Scopes: add these scopes. Users then have to choose Reconnect to Zoom.',
    };
  const used = new Set([...REQUIRED_SCOPES, PANEL_SCOPE].map(({ scope }) => scope));
  const unused = latest.scopes.filter((scope) => !used.has(scope));
  if (unused.length > 0)
    return {
      status: 'warning',
      message: `The app has scopes that no feature uses: ${unused.join(', ')}. Zoom’s review rejects such scopes.`,
      fix: 'Marketplace, Scopes: remove these scopes.',
    };
  return { status: 'ok', message: 'The latest authorization has exactly the scopes that features need.' };
}

/** An event is stored only if its signature is right, so one proves URL and Secret Token. */
async function events({ prisma }: Database): Promise<Finding> {
  const latest = await prisma.webhookEvent.findFirst({
    orderBy: { receivedAt: 'desc' },
    select: { receivedAt: true },
  });
  if (latest !== null)
    return {
      status: 'ok',
      message: `The latest event from Zoom was received at ${latest.receivedAt.toISOString()}.`,
    };
  if ((await prisma.installation.count({ where: { erasingSince: null }, take: 1 })) === 0) return NO_USER;
  return {
    status: 'warning',
    message: 'No event from Zoom was received in the last 8 days.',
    fix: 'Marketplace, Access, Event Subscription: check its endpoint URL and events. Zoom sends events only for users who add the app afterwards.',
  };
}
