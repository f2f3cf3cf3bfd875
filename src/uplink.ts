import { createBulk } from './bulk-updates/create-bulk-updates.ts';
import { createCalendarFeed } from './calendar/calendar-feed.ts';
import type { Config } from './config.ts';
import { createKeyRing } from './crypto/key-ring.ts';
import type { Database } from './database/client.ts';
import {
  createInvalidateUser,
  createInvalidations,
  dropInvalidated,
  USER_INVALIDATED,
} from './database/invalidation.ts';
import type { PubSub } from './database/pubsub.ts';
import { createUserCache, type UserCache } from './database/user-cache.ts';
import { createSwitches } from './destination-switches/create-switches.ts';
import type { SwitchTimings } from './destination-switches/types.ts';
import { createCheckLivestream } from './destinations/check.ts';
import { preloadDestinations } from './destinations/destination-store.ts';
import { createDestinations } from './destinations/destinations.ts';
import { createFindDestination } from './destinations/find-destination.ts';
import { createFindSameKey } from './destinations/key-reuse.ts';
import { createMeetingsOfDestinations } from './destinations/meetings-of-destination.ts';
import { createFirstSteps } from './first-steps/first-steps.ts';
import { createAuthorizationRequests } from './installations/authorization-requests.ts';
import { createCompleteInstall } from './installations/complete-install.ts';
import { createInstallations, preloadInstallation } from './installations/installations.ts';
import { preloadTokens } from './installations/token-store.ts';
import { readJobStatus, recordJobSuccess } from './jobs/job-status.ts';
import { createWorkerRegistry } from './jobs/worker-registry.ts';
import { createListMeetings } from './listings/list.ts';
import { createBatchedStore } from './livestreams/batched-store.ts';
import { createReadBroadcast } from './livestreams/broadcast.ts';
import { createClarifyRejection } from './livestreams/clarify-rejection.ts';
import { createHistory } from './livestreams/history.ts';
import { createReadHostSettings } from './livestreams/host-settings.ts';
import { createReadLiveStatuses } from './livestreams/live-status.ts';
import { createReadMeetingSessions } from './livestreams/meeting-sessions.ts';
import { createMemoryCache } from './livestreams/memory-cache.ts';
import { createReadLivestream } from './livestreams/read.ts';
import { createRecordLiveStatus } from './livestreams/record-live-status.ts';
import { createRemoveMissing } from './livestreams/remove-missing.ts';
import { createStartStop } from './livestreams/start-stop.ts';
import { createUpdateLivestream } from './livestreams/update.ts';
import { createWriteLeases } from './livestreams/write-lease.ts';
import type { Metrics } from './metrics.ts';
import { createJobObserver, createZoomObserver } from './observers.ts';
import { createPreflight } from './preflight/preflight.ts';
import { createErasure } from './privacy/erase.ts';
import { createExport } from './privacy/export.ts';
import { createRetention } from './privacy/retention.ts';
import { createSessions } from './sessions/sessions.ts';
import { createAccessTokens } from './tokens/access-tokens.ts';
import { NO_ACCESS_TOKENS } from './tokens/no-access-tokens.ts';
import { createRefreshIdle } from './tokens/refresh-idle.ts';
import type { Tracing } from './tracing/tracing.ts';
import { createPublish } from './user-events/publish.ts';
import { createUserEvents, type UserEventsOptions } from './user-events/stream.ts';
import { createWarmUp } from './warm-up.ts';
import { createHandlers } from './webhooks/handlers.ts';
import { createHashes, createInbox } from './webhooks/inbox.ts';
import { createLivestreamEvents } from './webhooks/livestream-effects.ts';
import { createProcessWebhooks } from './webhooks/process.ts';
import { createReceiveWebhook } from './webhooks/receive.ts';
import { createFindRecipients } from './webhooks/recipients.ts';
import { createZoomApi } from './zoom/api.ts';
import { createHttp, NO_HTTP } from './zoom/http.ts';
import { createTokenEndpoint } from './zoom/oauth.ts';
import type { ZoomObserver } from './zoom/observer.ts';
import { createPostgresBackend } from './zoom/rate-limit/postgres-backend.ts';
import { createRateLimiter } from './zoom/rate-limit/rate-limiter.ts';
import { getUser } from './zoom/users.ts';

export interface UplinkOptions {
  config: Config;
  database: Database;
  pubsub: PubSub;
  metrics: Metrics;
  log: Record<'info' | 'warn', (fields: object, message: string) => void>;
  userEvents?: UserEventsOptions | undefined;
  /** Pauses while a livestream is switched to another destination. */
  switchTimings?: Partial<SwitchTimings> | undefined;
  tracing?: Tracing | undefined;
}

/** Uplink's domain without HTTP. */
export type Uplink = ReturnType<typeof createUplink>;

export function createUplink(options: UplinkOptions) {
  const { config, database, pubsub, metrics, log, userEvents, switchTimings, tracing } = options;
  const { instanceId } = pubsub;
  const keyRing = createKeyRing(config.encryptionKeys);
  const userCache = createInvalidatedCache(pubsub);
  const invalidateUser = createInvalidateUser(database);
  const invalidations = createInvalidations(pubsub);
  const publish = createPublish(database);
  const publishSettings = createPublish(database, 'livestreams');
  const hashes = createHashes(config.sessionSecret.reveal());

  const observer = createZoomObserver({ metrics, tracing, log });
  const { http, zoom, zoomInBulk, endpoint } = createZoomClients({ config, database, observer });

  const shared = { database, userCache, invalidateUser };
  const preloads = {
    installation: preloadInstallation(userCache),
    tokens: preloadTokens(userCache),
    destinations: preloadDestinations(userCache),
  };
  const sessions = createSessions({ ...shared, ...config.session, preloads: Object.values(preloads) });
  const installations = createInstallations({
    ...shared,
    preloaded: preloads.installation,
    keyRing,
    publish,
    countReconnect: metrics.reconnectRequired,
  });
  const refreshing = { ...shared, installations, endpoint, publish, instanceId, invalidations, log };
  const tokens = config.stagingCopy
    ? NO_ACCESS_TOKENS
    : createAccessTokens({
        ...refreshing,
        preloadedTokens: preloads.tokens,
        count: metrics.tokenRefresh,
      });
  const erasure = createErasure({ ...shared, tokens, endpoint, hashUser: hashes.user, instanceId, log });

  const memoryCache = createMemoryCache(userCache);
  const batchedStore = createBatchedStore({ database, userCache });
  const destinations = createDestinations({ ...shared, installations });
  const { recordUse } = destinations;
  const findDestination = createFindDestination({
    userCache,
    preloaded: preloads.destinations,
    readAll: destinations.all,
  });
  const freshSeconds = config.livestreamFreshSeconds;
  const removeMissing = createRemoveMissing({ database, userCache, publish });
  const reading = { database, installations, tokens, zoom, freshSeconds, removeMissing, findDestination };
  const caching = { ...reading, memoryCache, batchedStore };
  const publishing = { ...shared, installations, publish };
  const livestreams = createReadLivestream({ ...caching, publish: publishSettings });
  const writeLeases = createWriteLeases({
    ...{ database, userCache, publish: publishSettings, findDestination, instanceId },
  });
  const readHostSettings = createReadHostSettings({ ...reading, userCache });
  const clarify = createClarifyRejection({ ...reading, readHostSettings });
  const updateLivestream = createUpdateLivestream({ ...reading, recordUse, writeLeases, clarify });
  const recordLiveStatus = createRecordLiveStatus(publishing);
  const startStop = createStartStop({ ...reading, recordLiveStatus, clarify });
  const meetingsOfDestinations = createMeetingsOfDestinations({ database, installations, destinations });
  const firstSteps = createFirstSteps({ database, userCache, meetingsOfDestinations });
  const findSameKey = createFindSameKey({ database, installations, destinations });
  const listMeetings = createListMeetings(reading);
  const bulk = createBulk({
    ...{ ...caching, userCache, publish, writeLeases, clarify },
    ...{ recordUse, zoom: zoomInBulk, listMeetings, instanceId },
  });
  const liveStatuses = createReadLiveStatuses(database);
  const meetingSessions = createReadMeetingSessions(database);
  const switching = createSwitches({
    ...{ ...publishing, destinations, livestreams, liveStatuses, update: updateLivestream, startStop },
    ...{ instanceId, timings: switchTimings },
  });
  const calendarFeed = createCalendarFeed({ ...reading, publicUrl: config.publicUrl, log });
  const livestreamEvents = createLivestreamEvents({ ...publishing, recordLiveStatus });

  const events = createUserEvents(database, invalidations, userEvents);
  metrics.observe({
    jobs: () => readJobStatus(database.sql),
    connections: installations.countByStatus,
    databasePool: database.poolStatus,
    pubsub: () => ({ state: pubsub.delivery().state, isTrusted: pubsub.isProven() }),
    eventStreams: events.openStreams,
  });

  const inbox = createInbox({ database, keyRing, hashes });
  const handlers = createHandlers({
    clientId: config.zoom.clientId,
    livestreams: livestreamEvents,
    erasure,
    refreshProfile: async (userId) =>
      installations.updateProfile(await tokens.use(userId, (grant) => getUser(zoom, grant))),
  });
  const processWebhooks = createProcessWebhooks({
    inbox,
    handlers,
    findRecipients: createFindRecipients(database),
    applyEffects: livestreamEvents.apply,
    relistAccount: livestreamEvents.relistedInAccount,
    count: metrics.eventWorked,
  });
  const count = metrics.idleRefresh;
  const refreshIdle = createRefreshIdle({ database, tokens, hashUser: hashes.user, count, log });

  return {
    keyRing,
    observer,
    observeJob: createJobObserver(metrics, tracing),
    hashUser: hashes.user,
    sessions,
    warmUp: createWarmUp({ database, sessions, installations }),
    installations,
    erasure,
    exportUser: createExport({ database, installations }),
    authorizationRequests: createAuthorizationRequests(database, keyRing),
    connect: createCompleteInstall({ zoom, endpoint, installations, sessions }),
    listMeetings,
    destinations,
    meetingsOfDestinations,
    firstSteps,
    findSameKey,
    checkLivestream: createCheckLivestream({ livestreams, findSameKey }),
    preflight: createPreflight({
      ...reading,
      readHostSettings,
      livestreams,
      meetingSessions,
      findSameKey,
      reconnectUrl: `${config.publicUrl}/install`,
      zoomUrl: config.zoom.oauthUrl,
      recordReady: firstSteps.recordReady,
    }),
    bulkUpdates: bulk.updates,
    switches: switching.switches,
    calendarFeed,
    livestreams,
    liveStatuses,
    meetingSessions,
    updateLivestream,
    history: createHistory({ database, installations, livestreams, update: updateLivestream }),
    startStop,
    broadcast: createReadBroadcast({ database, installations, livestreams, liveStatuses }),
    userEvents: events,
    receiveWebhook: createReceiveWebhook({
      inbox,
      secretToken: config.zoom.webhookSecretToken,
      count: metrics.eventReceived,
    }),
    jobs: {
      events: processWebhooks,
      erase: erasure.finish,
      resumeErasures: erasure.resume,
      checkLive: startStop.check,
      bulkUpdate: bulk.process,
      resumeBulkUpdates: bulk.resume,
      switchDestination: switching.process,
      resumeSwitches: switching.resume,
      refreshIdle,
      purge: createRetention({ database, log }),
      recordSuccess: (job: string) => recordJobSuccess(database.sql, job),
      workers: createWorkerRegistry(database, instanceId),
    },
    /**
     * Waits until tokens that Zoom has just rotated, and values of reads, are stored, then closes
     * the connections to Zoom.
     */
    async close() {
      await tokens.waitUntilIdle();
      await batchedStore.flush();
      await http.close();
    },
  };
}

/**
 * A cache that drops what other instances invalidate, and everything if it may have missed some.
 */
function createInvalidatedCache(pubsub: PubSub): UserCache {
  const userCache = createUserCache({ isTrusted: pubsub.isTrusted });
  pubsub.on(USER_INVALIDATED, (message) => dropInvalidated(userCache, message));
  pubsub.onLost(() => userCache.clear());
  return userCache;
}

interface ZoomClientsOptions extends Pick<UplinkOptions, 'config' | 'database'> {
  observer: ZoomObserver;
}

/** Clients of Zoom's API, for users and for bulk updates, and of its token endpoint. */
function createZoomClients({ config, database, observer }: ZoomClientsOptions) {
  const http = config.stagingCopy ? NO_HTTP : createHttp();
  const { clientId, clientSecret, oauthUrl, apiUrl, lightPerSecond, mediumPerSecond } = config.zoom;
  const limiter = createRateLimiter({
    perSecond: { light: lightPerSecond, medium: mediumPerSecond },
    limits: createPostgresBackend({ database, sessionSecret: config.sessionSecret.reveal() }),
  });
  const { interactive: zoom, bulk: zoomInBulk } = createZoomApi({ apiUrl, http, limiter, observer });
  const endpoint = createTokenEndpoint({ oauthUrl, clientId, clientSecret, http, observer });
  return { http, zoom, zoomInBulk, endpoint };
}
