import type { User } from '../types.ts';
import { encryptToken } from './signature.ts';

/**
 * `app_deauthorized`: unlike every other event it has `event_ts` inside the payload, and nothing
 * beside `event` and `payload`.
 */
export function deauthorizedEvent(
  user: User,
  app: { clientId: string; webhookSecretToken: string },
  now: number,
) {
  const time = new Date(now).toISOString();
  return {
    account_id: user.accountId,
    user_id: user.id,
    signature: encryptToken(app.webhookSecretToken, `${user.id}${time}`),
    deauthorization_time: time,
    client_id: app.clientId,
    event_ts: now,
  };
}

/** `user.settings_updated`, for the custom service for meetings. */
export function settingsUpdatedEvent(user: User, custom: { before: boolean; after: boolean }, now: number) {
  const settings = (value: boolean) => ({
    id: user.id,
    settings: { in_meeting: { custom_live_streaming_service: value } },
  });
  return {
    account_id: user.accountId,
    time_stamp: now,
    operator: user.email,
    operator_id: user.id,
    object: settings(custom.after),
    old_object: settings(custom.before),
  };
}

/** `user.updated`. */
export function userUpdatedEvent(
  user: User,
  change: { before: Record<string, unknown>; after: Record<string, unknown> },
  now: number,
) {
  return {
    account_id: user.accountId,
    operator: user.email,
    operator_id: user.id,
    time_stamp: now,
    old_object: { id: user.id, ...change.before },
    object: { id: user.id, ...change.after },
  };
}

/** `user.deleted`. */
export function userDeletedEvent(user: User) {
  return {
    account_id: user.accountId,
    operator: user.email,
    operator_id: user.id,
    object: {
      id: user.id,
      first_name: user.firstName,
      last_name: user.lastName,
      email: user.email,
      type: user.type,
    },
  };
}
