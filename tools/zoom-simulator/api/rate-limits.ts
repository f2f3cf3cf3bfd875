import type { FastifyReply } from 'fastify';
import type { LabelLimits } from '../settings.ts';
import type { Simulation } from '../simulation.ts';
import type { Plan, User } from '../types.ts';
import type { Access } from './access.ts';
import { type Label, type RateLimitResponse, rateLimited } from './problems.ts';

const dayMs = 86_400_000;

/**
 * Calls per Zoom account, for all its apps. Paid plans have no daily limit on these two
 * labels.
 */
const planLimits: Record<Plan, Record<Label, LabelLimits>> = {
  free: { Light: { perSecond: 4, perDay: 6000 }, Medium: { perSecond: 2, perDay: 2000 } },
  pro: { Light: { perSecond: 30 }, Medium: { perSecond: 20 } },
  business: { Light: { perSecond: 80 }, Medium: { perSecond: 60 } },
};

/**
 * Calls counted in the current second and the current day (UTC), by account and label or by user.
 */
interface Window {
  start: number;
  count: number;
}
const windows = new WeakMap<Simulation, Map<string, Window>>();

/** Counts one call. False if a limit rejected it; a 429 was then sent. */
export function countCall(simulation: Simulation, user: User, access: Access, reply: FastifyReply): boolean {
  const { settings, accounts } = simulation.state;
  if (settings.rateLimits === 'off' && settings.dailyUpdateLimit === 0) return true;
  const now = simulation.clock.now();
  const limits = limitsOf(simulation, accounts.get(user.accountId)?.plan ?? 'free', access.label);
  const account = `${user.accountId} ${access.label}`;
  const daily = { category: access.label, limit: 'daily', retryAfter: settings.dailyRetryAfter } as const;
  const tomorrow = (Math.floor(now / dayMs) + 1) * dayMs;

  const rejected =
    exceeds(simulation, `second ${account}`, 1000, limits.perSecond, {
      category: access.label,
      limit: 'per-second',
      retryAfter: settings.perSecondRetryAfter,
      retryAt: (Math.floor(now / 1000) + 1) * 1000,
      now,
    }) ??
    exceeds(simulation, `day ${account}`, dayMs, limits.perDay, { ...daily, retryAt: tomorrow, now }) ??
    (access.update && settings.dailyUpdateLimit > 0
      ? exceeds(simulation, `updates ${user.id}`, dayMs, settings.dailyUpdateLimit, {
          ...daily,
          retryAt: tomorrow,
          now,
        })
      : undefined);
  if (!rejected) return true;
  rateLimited(reply, rejected);
  return false;
}

function limitsOf(simulation: Simulation, plan: Plan, label: Label): LabelLimits {
  const { rateLimits } = simulation.state.settings;
  if (rateLimits === 'off') return {};
  if (rateLimits === 'by-plan') return planLimits[plan][label];
  return (label === 'Light' ? rateLimits.light : rateLimits.medium) ?? {};
}

function exceeds(
  simulation: Simulation,
  key: string,
  length: number,
  allowed: number | undefined,
  response: RateLimitResponse,
): RateLimitResponse | undefined {
  if (allowed === undefined) return undefined;
  const counted = windows.get(simulation) ?? new Map<string, Window>();
  windows.set(simulation, counted);
  const start = Math.floor(response.now / length) * length;
  const window = counted.get(key);
  if (window?.start !== start) {
    counted.set(key, { start, count: 1 });
    return allowed < 1 ? { ...response, allowed } : undefined;
  }
  window.count += 1;
  return window.count > allowed ? { ...response, allowed } : undefined;
}
