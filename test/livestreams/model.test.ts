import fc from 'fast-check';
import t from 'tap';
import { CLIENT, startApp } from '../helpers/app.ts';
import type { ClientResponse } from '../helpers/client.ts';
import { addHosted, changeRows, HOST, notificationsReceived } from '../helpers/zoom-host.ts';

const env = { ZOOM_LIGHT_PER_SECOND: '5000', RATE_LIMIT_USER_PER_MINUTE: '1000000' };
const uplink = await startApp(t, { env });
const other = await startApp(t, { sharedWith: uplink, env });
const { simulator } = uplink;
const clients = [await uplink.signIn(HOST), await other.signIn(HOST)] as const;

/** A step, and the instance that receives the request. */
type Step = { at: 0 | 1 } & (
  | {
      does: 'edit in Zoom' | 'update with the tag last read' | 'update with *' | 'update with another tag';
      value: string;
    }
  | { does: 'read' | 'read with no-cache' | 'let cached values expire' | 'lose Zoom' | 'get Zoom back' }
);

const value = fc.constantFrom('a', 'b', 'c').map((name) => `https://watch.example/${name}`);
const at = fc.constantFrom<0 | 1>(0, 1);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ at, does: fc.constant('edit in Zoom' as const), value }) },
  {
    weight: 4,
    arbitrary: fc.record({ at, does: fc.constant('update with the tag last read' as const), value }),
  },
  { weight: 1, arbitrary: fc.record({ at, does: fc.constant('update with *' as const), value }) },
  { weight: 1, arbitrary: fc.record({ at, does: fc.constant('update with another tag' as const), value }) },
  {
    weight: 6,
    arbitrary: fc.record({ at, does: fc.constantFrom('read' as const, 'read with no-cache' as const) }),
  },
  { weight: 2, arbitrary: fc.record({ at, does: fc.constant('let cached values expire' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({ at, does: fc.constantFrom('lose Zoom' as const, 'get Zoom back' as const) }),
  },
);

/**
 * The model of Uplink: the state in Zoom, the state that was last fetched, and whether that is
 * still fresh.
 */
class Model {
  zoom: string;
  seen: string | undefined;
  isFresh = false;
  isZoomUp = true;
  readonly tags = new Map<string, string>();

  constructor(zoom: string) {
    this.zoom = zoom;
  }

  saw(): void {
    this.seen = this.zoom;
    this.isFresh = true;
  }

  checkRead(response: ClientResponse, hasToFetch: boolean): void {
    const servesCache = this.isFresh && !hasToFetch;
    if (!servesCache && !this.isZoomUp) {
      this.#checkWithoutZoom(response, hasToFetch);
      return;
    }
    if (!servesCache) this.saw();
    const { status, json, headers } = response;
    expect(status === 200 && json.stale === false, `${status} ${json.code}`);
    expect(json.source === (servesCache ? 'cache' : 'zoom'), `source ${json.source}`);
    expect(json.page_url === this.seen, `${json.page_url} shown as fresh, ${this.seen} is`);
    this.tags.set(json.page_url, String(headers.etag));
  }

  #checkWithoutZoom({ status, json }: ClientResponse, hasToFetch: boolean): void {
    const isCached = !hasToFetch && this.seen !== undefined;
    expect(status === (isCached ? 200 : 503), `${status} without Zoom`);
    if (isCached) expect(json.stale === true && json.page_url === this.seen, 'not the last copy, as stale');
  }

  /** `now`: the state in Zoom after the step. */
  checkUpdate(
    { status, json, headers }: ClientResponse,
    tag: string,
    wanted: string,
    now: string | undefined,
  ): void {
    const matches = tag === '*' || tag === this.tags.get(this.zoom);
    const expected = matches ? 200 : 412;
    expect(
      status === (this.isZoomUp ? expected : 503),
      `${status}, and the tag ${matches ? 'is' : 'was'} right`,
    );
    if (this.isZoomUp && matches) this.zoom = wanted;
    expect(now === this.zoom, 'an update was lost, or applied although rejected');
    if (!this.isZoomUp) return;
    expect((matches ? json : json.livestream).page_url === this.zoom, 'not what Zoom has');
    this.tags.set(this.zoom, String(headers.etag));
    this.saw();
  }
}

function expect(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}

t.test(
  'for any actions in Zoom and on two instances, no outdated value is shown as fresh and no update is lost',
  async (t) => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 16 }), async (steps) => {
        const model = new Model('https://watch.example/a');
        const meeting = addHosted(simulator);
        meeting.edit({ page_url: model.zoom });
        setZoom(true);
        let lastTag = '*';
        for (const one of steps) {
          const client = clients[one.at];
          if ('value' in one && one.does !== 'edit in Zoom') {
            const tag =
              { 'update with *': '*', 'update with another tag': '"another"' }[String(one.does)] ?? lastTag;
            const response = await client.patch(meeting.path, { page_url: one.value }, { 'if-match': tag });
            model.checkUpdate(response, tag, one.value, meeting.atZoom()?.page_url);
          } else if ('value' in one) {
            model.zoom = one.value;
            meeting.edit({ page_url: one.value });
          } else if (one.does === 'read' || one.does === 'read with no-cache') {
            const hasToFetch = one.does !== 'read';
            const response = await client.get(
              meeting.path,
              hasToFetch ? { 'cache-control': 'no-cache' } : {},
            );
            model.checkRead(response, hasToFetch);
            if (response.status === 200) lastTag = String(response.headers.etag);
          } else if (one.does === 'let cached values expire') {
            await growOld();
            model.isFresh = false;
          } else {
            model.isZoomUp = one.does === 'get Zoom back';
            setZoom(model.isZoomUp);
          }
          await Promise.all([notificationsReceived(uplink), notificationsReceived(other)]);
        }
      }),
      { numRuns: 200, endOnFailure: false },
    );
    t.pass();
  },
);

/**
 * Makes Zoom unavailable without opening the circuit or causing retries: the access token is
 * expired, and the client credentials are rejected.
 */
function setZoom(isUp: boolean): void {
  simulator.configure({ clientSecret: isUp ? CLIENT.clientSecret : 'another' });
  if (!isUp) simulator.expireAccessTokens(HOST);
}

async function growOld(): Promise<void> {
  const sql = "update livestream set fetched_at = fetched_at - interval '1 hour' where user_id = $1";
  await changeRows(uplink, HOST, sql);
  await notificationsReceived(other);
}
