import type { Grant, ZoomApi } from './api.ts';
import { isRecord, nonBlank, text } from './lenient-schema.ts';
import { unusable } from './response-errors.ts';

/**
 * The user who authorized the app. `planType` is null if Zoom returns none or an unknown number.
 */
export interface ZoomUser {
  userId: string;
  accountId: string;
  displayName: string;
  email: string;
  timezone: string;
  planType: 'basic' | 'licensed' | 'none' | null;
}

/** Zoom's user ids use base64 alphabets. */
const USER_ID = /^[\x21-\x7e]{1,256}$/;

/** Zoom's `GET /users/me`; scope `user:read:user`, label Light. */
export async function getUser(api: ZoomApi, grant: Grant): Promise<ZoomUser> {
  const body = await api(grant, {
    operation: 'get_user',
    method: 'GET',
    path: '/users/me',
    label: 'light',
    context: { kind: 'user', action: 'read' },
  });
  const userId = isRecord(body) ? body.id : undefined;
  if (!isRecord(body) || typeof userId !== 'string' || !USER_ID.test(userId)) throw unusable(200);
  const email = nonBlank(body.email);
  const fullName = [nonBlank(body.first_name), nonBlank(body.last_name)].filter(Boolean).join(' ');
  return {
    userId,
    accountId: text(body.account_id) ?? '',
    displayName: nonBlank(body.display_name) ?? (fullName || email || 'Zoom user'),
    email: email ?? '',
    timezone: text(body.timezone) ?? '',
    planType: planType(body.type),
  };
}

/** Zoom's user types: 1 Basic, 2 Licensed, 4 Unassigned without a meetings license, 99 None. */
function planType(type: unknown): ZoomUser['planType'] {
  return PLAN_TYPES[String(type)] ?? null;
}

const PLAN_TYPES: Readonly<Record<string, ZoomUser['planType']>> = {
  1: 'basic',
  2: 'licensed',
  4: 'none',
  99: 'none',
};
