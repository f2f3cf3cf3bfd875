import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Grant, ZoomApi } from './api.ts';
import { unusable } from './failures.ts';

/** Who authorized the app. `planType` is the contract's word for Zoom's number. */
export interface ZoomUser {
  userId: string;
  accountId: string;
  displayName: string;
  email: string;
  timezone: string;
  planType: 'basic' | 'licensed' | 'none';
}

const Text = Type.Optional(Type.Union([Type.String(), Type.Null()]));
const User = Compile(
  Type.Object({
    id: Type.String({ minLength: 1, maxLength: 256 }),
    account_id: Text,
    display_name: Text,
    first_name: Text,
    last_name: Text,
    email: Text,
    timezone: Text,
    type: Type.Optional(Type.Integer()),
  }),
);

/** Zoom's `GET /users/me`; scope `user:read:user`, label Light. */
export async function getUser(api: ZoomApi, grant: Grant): Promise<ZoomUser> {
  const body = await api(grant, {
    method: 'GET',
    path: '/users/me',
    label: 'light',
    context: { kind: 'user', action: 'read' },
  });
  if (!User.Check(body)) throw unusable(200);
  const fullName = [body.first_name, body.last_name].filter(Boolean).join(' ');
  return {
    userId: body.id,
    accountId: body.account_id ?? '',
    displayName: body.display_name || fullName || body.email || 'Zoom user',
    email: body.email ?? '',
    timezone: body.timezone ?? '',
    planType: planType(body.type),
  };
}

/** Zoom's user types: 1 Basic, 2 Licensed, 4 unassigned without a meetings licence, 99 none. */
function planType(type: number | undefined): ZoomUser['planType'] {
  if (type === 1) return 'basic';
  return type === 2 ? 'licensed' : 'none';
}
