import type { Config } from './config.ts';
import { createKeyRing } from './crypto/key-ring.ts';
import type { Database } from './database/client.ts';
import { createMemory } from './database/memory.ts';
import type { Notifications } from './database/notifications.ts';
import { announceUserChanged, USER_CHANGED } from './database/user-changed.ts';
import { createAuthorizationRequests } from './installations/authorization-requests.ts';
import { createConnect } from './installations/connect.ts';
import { createInstallations } from './installations/installations.ts';
import { createListMeetings } from './listings/list.ts';
import { createCopies } from './livestreams/copies.ts';
import { createReadLivestream } from './livestreams/read.ts';
import { createUpdateLivestream } from './livestreams/update.ts';
import { createSessions } from './sessions/sessions.ts';
import { createAccessTokens } from './tokens/access-tokens.ts';
import { createZoomApi } from './zoom/api.ts';
import { createBudget } from './zoom/budget.ts';
import { createHttp } from './zoom/http.ts';
import { createTokenEndpoint } from './zoom/oauth.ts';

export interface UplinkOptions {
  config: Config;
  database: Database;
  notifications: Notifications;
  log: { warn(fields: object, message: string): void };
}

/** What Uplink does, without HTTP: the parts of the domain, put together. */
export type Uplink = ReturnType<typeof createUplink>;

export function createUplink({ config, database, notifications, log }: UplinkOptions) {
  const keyRing = createKeyRing(config.encryptionKeys);
  const memory = createMemory({ isTrusted: notifications.isTrusted });
  notifications.on(USER_CHANGED, ({ user_id }) => memory.drop(String(user_id)));
  notifications.onLost(() => memory.clear());
  const announce = (userId: string) => announceUserChanged(database, userId);

  const http = createHttp();
  const { clientId, clientSecret, oauthUrl, apiUrl, lightPerSecond, mediumPerSecond } = config.zoom;
  const budget = createBudget({ perSecond: { light: lightPerSecond, medium: mediumPerSecond } });
  const zoom = createZoomApi({ apiUrl, http, budget });
  const endpoint = createTokenEndpoint({ oauthUrl, clientId, clientSecret, http });

  const sessions = createSessions({ database, memory, announce, ...config.session });
  const installations = createInstallations({ database, keyRing, memory, announce });
  const tokens = createAccessTokens({ database, installations, endpoint, memory, announce, log });
  const copies = createCopies(memory);
  const freshSeconds = config.livestreamFreshSeconds;
  const shared = { database, installations, tokens, zoom, freshSeconds };

  return {
    keyRing,
    sessions,
    installations,
    authorizationRequests: createAuthorizationRequests(database, keyRing),
    connect: createConnect({ zoom, endpoint, installations, sessions }),
    listMeetings: createListMeetings(shared),
    livestreams: createReadLivestream({ ...shared, copies }),
    updateLivestream: createUpdateLivestream({ ...shared, copies, memory }),
    close: () => http.close(),
  };
}
