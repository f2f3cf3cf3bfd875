import { liftWaitBudget } from '../database/wait-budget.ts';
import { isProblem } from '../problem.ts';
import type { Device } from '../sessions/device.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { ZoomApi } from '../zoom/api.ts';
import type { TokenEndpoint } from '../zoom/oauth.ts';
import { AccessTokenRejected } from '../zoom/response-errors.ts';
import type { TokenResponse } from '../zoom/token-response.ts';
import { getUser, type ZoomUser } from '../zoom/users.ts';
import type { Installations } from './installations.ts';
import type { CompleteTokens } from './store-authorization.ts';

/** Why an authorization that Zoom granted did not lead to an installation. */
export type InstallFailure = 'no_refresh_token' | 'profile_unreadable' | 'misconfigured';

export interface CompleteInstallOptions {
  zoom: ZoomApi;
  endpoint: TokenEndpoint;
  installations: Installations;
  sessions: Sessions;
}

/**
 * Creates an installation and a session from a token response.
 * @returns the user and the id of the new session. After a failure nothing is stored, and the grant
 * is revoked.
 */
export type CompleteInstall = (
  tokens: TokenResponse,
  device?: Device,
) => Promise<{ userId: string; sessionId: string } | { failure: InstallFailure }>;

export function createCompleteInstall({
  zoom,
  endpoint,
  installations,
  sessions,
}: CompleteInstallOptions): CompleteInstall {
  async function reject(
    tokens: TokenResponse,
    failure: InstallFailure,
  ): Promise<{ failure: InstallFailure }> {
    await endpoint.revoke(tokens.accessToken);
    return { failure };
  }

  return async (tokens, device) => {
    // Zoom has issued the grant, so it must be stored even if the request has used up its wait
    // budget.
    liftWaitBudget();
    if (tokens.refreshToken === null) return reject(tokens, 'no_refresh_token');
    const complete: CompleteTokens = { ...tokens, refreshToken: tokens.refreshToken };
    let user: ZoomUser;
    try {
      user = await getUser(zoom, { userId: '', accountId: '', accessToken: tokens.accessToken });
    } catch (error) {
      if (!isProblem(error) && !(error instanceof AccessTokenRejected)) throw error;
      return reject(tokens, isProblem(error, 'app_misconfigured') ? 'misconfigured' : 'profile_unreadable');
    }
    await installations.connect(user, complete);
    return { userId: user.userId, sessionId: await sessions.begin(user.userId, device) };
  };
}
