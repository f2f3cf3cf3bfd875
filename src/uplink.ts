import { createBulk } from './bulk-updates/bulk.ts';
import type { Config } from './config.ts';
import { createKeyRing } from './crypto/key-ring.ts';
import type { Database } from './database/client.ts';
import { createMemory } from './database/memory.ts';
import type { Notifications } from './database/notifications.ts';
import { announceUserChanged, createUserChanges, USER_CHANGED } from './database/user-changed.ts';
import { createCheckLivestream } from './destinations/check.ts';
import { createDestinations } from './destinations/destinations.ts';
import { createFindDestination } from './destinations/find-destination.ts';
import { createListMeetingsOfDestination } from './destinations/meetings-of-destination.ts';
import { createFindSameKey } from './destinations/same-key.ts';
import { createHandlers } from './events/handlers.ts';
import { createHashes, createInbox } from './events/inbox.ts';
import { createReceiveEvent } from './events/receive.ts';
import { createFindRecipients } from './events/recipients.ts';
import { createWorkOnEvent } from './events/work.ts';
import { createFeed, type FeedOptions } from './feed/feed.ts';
import { createTell } from './feed/tell.ts';
import { createAuthorizationRequests } from './installations/authorization-requests.ts';
import { createConnect } from './installations/connect.ts';
import { createErasure } from './installations/erase.ts';
import { createExport } from './installations/export.ts';
import { createInstallations } from './installations/installations.ts';
import { createPurge } from './installations/purge.ts';
import { readJobStatus, recordJobSuccess } from './jobs/job-status.ts';
import { createWorkerRegistry } from './jobs/worker-registry.ts';
import { createListMeetings } from './listings/list.ts';
import { createChangeStatus } from './livestreams/change-status.ts';
import { createClarifyRejection } from './livestreams/clarify-rejection.ts';
import { createCopies } from './livestreams/copies.ts';
import { createDropMissing } from './livestreams/drop-missing.ts';
import { createLivestreamEvents } from './livestreams/events.ts';
import { createHistory } from './livestreams/history.ts';
import { createReadLiveStatuses } from './livestreams/live-status.ts';
import { createNoteRun } from './livestreams/note-run.ts';
import { createReadLivestream } from './livestreams/read.ts';
import { createUpdateLivestream } from './livestreams/update.ts';
import { createWrites } from './livestreams/write.ts';
import type { Metrics } from './metrics.ts';
import { createReadHostSettings } from './preflight/host-settings.ts';
import { createPreflight } from './preflight/preflight.ts';
import { createSharedLimits } from './rate-limits/shared-limits.ts';
import { createSessions } from './sessions/sessions.ts';
import { createAccessTokens } from './tokens/access-tokens.ts';
import { createRefreshIdle } from './tokens/refresh-idle.ts';
import { createZoomApi } from './zoom/api.ts';
import { createBudget } from './zoom/budget.ts';
import { createHttp } from './zoom/http.ts';
import { createTokenEndpoint } from './zoom/oauth.ts';
import { getUser } from './zoom/users.ts';

export interface UplinkOptions {
  config: Config;
  database: Database;
  notifications: Notifications;
  metrics: Metrics;
  log: Record<'info' | 'warn', (fields: object, message: string) => void>;
  feed?: FeedOptions | undefined;
}

/** What Uplink does, without HTTP: the parts of the domain, put together. */
export type Uplink = ReturnType<typeof createUplink>;

export function createUplink({ config, database, notifications, metrics, log, feed }: UplinkOptions) {
  const { instanceId } = notifications;
  const keyRing = createKeyRing(config.encryptionKeys);
  const memory = createMemory({ isTrusted: notifications.isTrusted });
  notifications.on(USER_CHANGED, ({ user_id }) => memory.drop(String(user_id)));
  notifications.onLost(() => memory.clear());
  const announce = (userId: string) => announceUserChanged(database, userId);
  const changes = createUserChanges(notifications);
  const tell = createTell(database);
  const hashes = createHashes(config.sessionSecret.reveal());

  const http = createHttp();
  const { clientId, clientSecret, webhookSecretToken, oauthUrl, apiUrl } = config.zoom;
  const budget = createBudget({
    perSecond: { light: config.zoom.lightPerSecond, medium: config.zoom.mediumPerSecond },
    limits: createSharedLimits({ database, sessionSecret: config.sessionSecret.reveal() }),
  });
  const { interactive: zoom, bulk: zoomInBulk } = createZoomApi({ apiUrl, http, budget });
  const endpoint = createTokenEndpoint({ oauthUrl, clientId, clientSecret, http });

  const shared = { database, memory, announce };
  const sessions = createSessions({ ...shared, ...config.session });
  const installations = createInstallations({
    ...shared,
    keyRing,
    tell,
    countReconnect: metrics.reconnectRequired,
  });
  const refreshing = { ...shared, installations, endpoint, tell, instanceId, changes, log };
  const tokens = createAccessTokens({ ...refreshing, count: metrics.tokenRefresh });
  const erasure = createErasure({ ...shared, tokens, endpoint, hashUser: hashes.user, instanceId, log });

  const copies = createCopies(memory);
  const destinations = createDestinations({ ...shared, installations });
  const findDestination = createFindDestination({ memory, readAll: destinations.all });
  const freshSeconds = config.livestreamFreshSeconds;
  const dropMissing = createDropMissing({ database, memory, tell });
  const reading = { database, installations, tokens, zoom, freshSeconds, dropMissing, findDestination };
  const telling = { ...shared, installations, tell };
  const livestreams = createReadLivestream({ ...reading, copies, tell });
  const writes = createWrites({ database, memory, tell, findDestination, instanceId });
  const readHostSettings = createReadHostSettings({ ...reading, memory });
  const clarify = createClarifyRejection({ ...reading, readHostSettings });
  const updateLivestream = createUpdateLivestream({ ...reading, writes, clarify });
  const noteRun = createNoteRun(telling);
  const changeStatus = createChangeStatus({ ...reading, noteRun, clarify });
  const findSameKey = createFindSameKey({ database, installations, destinations });
  const listMeetings = createListMeetings(reading);
  const bulk = createBulk({
    ...{ ...reading, copies, memory, tell, writes, clarify },
    ...{ zoom: zoomInBulk, listMeetings, instanceId },
  });
  const livestreamEvents = createLivestreamEvents({ ...telling, noteRun });

  metrics.observeJobs(() => readJobStatus(database.pool));

  const inbox = createInbox({ database, keyRing, hashes });
  const refreshProfile = async (userId: string) =>
    installations.updateProfile(await tokens.use(userId, (grant) => getUser(zoom, grant)));
  const handlers = createHandlers({
    clientId,
    livestreams: livestreamEvents,
    erasure,
    refreshProfile,
  });

  return {
    keyRing,
    hashUser: hashes.user,
    sessions,
    installations,
    erasure,
    exportUser: createExport({ database, installations }),
    authorizationRequests: createAuthorizationRequests(database, keyRing),
    connect: createConnect({ zoom, endpoint, installations, sessions }),
    listMeetings,
    destinations,
    meetingsOfDestination: createListMeetingsOfDestination({ database, installations, destinations }),
    findSameKey,
    checkLivestream: createCheckLivestream({ livestreams, findSameKey }),
    preflight: createPreflight({
      ...reading,
      readHostSettings,
      livestreams,
      findSameKey,
      reconnectUrl: `${config.publicUrl}/install`,
    }),
    bulkUpdates: bulk.updates,
    livestreams,
    liveStatuses: createReadLiveStatuses(database),
    updateLivestream,
    history: createHistory({ database, installations, livestreams, update: updateLivestream }),
    changeStatus,
    feed: createFeed(database, changes, feed),
    receiveEvent: createReceiveEvent({
      inbox,
      secretToken: webhookSecretToken,
      count: metrics.eventReceived,
    }),
    jobs: {
      event: createWorkOnEvent({
        inbox,
        handlers,
        findRecipients: createFindRecipients(database, installations),
        relistAccount: livestreamEvents.relistedInAccount,
        count: metrics.eventWorked,
      }),
      erase: erasure.finish,
      resumeErasures: erasure.resume,
      checkLive: changeStatus.check,
      bulkUpdate: bulk.work,
      resumeBulkUpdates: bulk.resume,
      refreshIdle: createRefreshIdle({
        database,
        tokens,
        hashUser: hashes.user,
        count: metrics.idleRefresh,
        log,
      }),
      purge: createPurge({ database, log }),
      recordSuccess: (job: string) => recordJobSuccess(database.pool, job),
      workers: createWorkerRegistry(database, instanceId),
    },
    /** Lets what Zoom has just rotated be stored, then ends the connections to Zoom. */
    async close() {
      await tokens.settled();
      await http.close();
    },
  };
}
