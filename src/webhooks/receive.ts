import type { Secret } from '../crypto/secret.ts';
import { Problem } from '../problem.ts';
import { parseEvent } from '../zoom/event-notification.ts';
import { type SignedRequest, urlValidationResponse, verifySignature } from '../zoom/webhook-signature.ts';
import type { Inbox } from './inbox.ts';

/**
 * Receives one webhook request.
 * @returns the body of a URL validation response, otherwise undefined
 */
export type ReceiveWebhook = (request: SignedRequest) => Promise<object | undefined>;

export interface ReceiveOptions {
  inbox: Inbox;
  secretToken: Secret;
  /** Called for each request with the event's name and its outcome. */
  count: (event: string, result: 'taken' | 'forged' | 'malformed' | 'late') => void;
  /** Epoch milliseconds. */
  now?: () => number;
}

/** Zoom signs an event when it sends it. This allows for transmission and clock differences. */
const FRESH_MS = 5 * 60_000;
/** Zoom's last retry comes 85 minutes after the first attempt. */
const RETRY_MS = 2 * 3_600_000;
/**
 * Zoom waits three seconds. After this time Uplink responds with 503, so that Zoom sends the event
 * again.
 */
const STORE_WITHIN_MS = 1_500;

/**
 * Receives a webhook: verifies the raw bytes first, responds to URL validation, and stores events
 * in the inbox. An old event is accepted only if its body is new, so that a recorded one cannot be
 * replayed.
 * @throws Problem `invalid_request` (400), `invalid_signature` (401), `temporarily_unavailable`
 * (503)
 */
export function createReceiveWebhook({
  inbox,
  secretToken,
  count,
  now = Date.now,
}: ReceiveOptions): ReceiveWebhook {
  return async (request) => {
    const verified = verifySignature(request, secretToken);
    if (verified.outcome !== 'genuine') {
      count('unknown', verified.outcome);
      throw new Problem(verified.outcome === 'malformed' ? 'invalid_request' : 'invalid_signature');
    }
    const giveUpAt = performance.now() + STORE_WITHIN_MS;
    const age = now() - verified.sentAt;
    const isFresh = Math.abs(age) <= FRESH_MS;
    const mayBeRetry = age > FRESH_MS && age <= RETRY_MS;
    if (!isFresh && !(mayBeRetry && !(await inTime(inbox.hasSeen(request.body), giveUpAt)))) {
      count('unknown', 'late');
      throw new Problem('invalid_signature', { detail: 'This notification is too old.' });
    }
    const event = parseEvent(request.body);
    if (event === undefined) {
      count('unknown', 'malformed');
      throw new Problem('invalid_request', { detail: 'The body is not an event notification.' });
    }
    if (event.event === 'endpoint.url_validation') {
      const response = urlValidationResponse(event.payload.plainToken, secretToken);
      if (response === undefined)
        throw new Problem('invalid_request', { detail: 'The plainToken is not one.' });
      return response;
    }
    await inTime(inbox.take(request.body, event), giveUpAt);
    count(event.event, 'taken');
    return undefined;
  };
}

/** Responds in time even if the database hangs, because Zoom retries only after a 5xx response. */
async function inTime<T>(work: Promise<T>, giveUpAt: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new Problem('temporarily_unavailable', { retryAfter: 60 })),
      Math.max(0, giveUpAt - performance.now()),
    );
  });
  try {
    return await Promise.race([work, late]);
  } catch (error) {
    throw error instanceof Problem
      ? error
      : new Problem('temporarily_unavailable', { retryAfter: 60, cause: error });
  } finally {
    clearTimeout(timer);
  }
}
