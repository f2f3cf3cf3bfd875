import { type OwnedMeeting, type SeenSettings, versionOf } from './settings.ts';

/** A response with the settings of a meeting. Times are epoch milliseconds. */
export interface Sighting {
  sentAt: number;
  instance: number;
  /** Whether Uplink reported this as Zoom's present value. */
  isFresh: boolean;
  /** Whether Uplink had to request it from Zoom, so that no older value is allowed. */
  isFromZoom: boolean;
}

/** How long another instance may return the value before an update. */
const OTHER_INSTANCE_MS = 1_000;
/** Enough for every read that began before the oldest of them. */
const KEPT = 50;

/**
 * What the only writer of a meeting knows about it: which versions were acknowledged, and which may
 * have been applied. Decides whether a response can be right.
 */
export class MeetingRecord {
  readonly owned: OwnedMeeting;
  /** The entity tag of the confirmed version. */
  etag: string | undefined;
  /** Until then an update that was not acknowledged may still reach Zoom. */
  heldUntil = 0;
  #attempted: number;
  #isUpdating = false;
  /** Versions whose update failed, and which Zoom may have. */
  readonly #open = new Set<number>();
  /** Versions that Zoom does not have, and since when that is known. */
  readonly #rejected = new Map<number, number>();
  readonly #etags = new Map<number, string>();
  /** The oldest first. */
  readonly #confirmed: { version: number; at: number; instance: number | undefined }[];

  constructor(owned: OwnedMeeting, version: number) {
    this.owned = owned;
    this.#attempted = version;
    this.#confirmed = [{ version, at: 0, instance: undefined }];
  }

  /** The version that Zoom has, unless an update is in progress or its outcome is unknown. */
  get version(): number {
    return this.#confirmed.at(-1)?.version ?? Number.NaN;
  }

  /** Whether Zoom's value is known. */
  get isSettled(): boolean {
    return !this.#isUpdating && this.#open.size === 0;
  }

  get isUpdating(): boolean {
    return this.#isUpdating;
  }

  /** @returns the version to send */
  beginUpdate(): number {
    this.#isUpdating = true;
    this.#attempted += 1;
    return this.#attempted;
  }

  /** The update got a success response, or a read showed what Zoom has. */
  confirm(version: number, at: number, instance: number): void {
    this.#isUpdating = false;
    this.#confirmed.push({ version, at, instance });
    if (this.#confirmed.length > KEPT) this.#confirmed.shift();
    for (const other of this.#open) if (other !== version) this.#rejected.set(other, at);
    this.#open.clear();
  }

  /** The update failed: Zoom may have it, now or until `heldUntil`. */
  loseUpdate(version: number, heldUntil: number): void {
    this.#isUpdating = false;
    this.#open.add(version);
    this.heldUntil = heldUntil;
  }

  /** @returns the version, or why the response cannot be right */
  judge(seen: SeenSettings, etag: string | undefined, sighting: Sighting): number | string {
    const version = versionOf(this.owned, seen);
    if (version === undefined) return `mixed or another meeting's: ${JSON.stringify(seen)}`;
    if (version > this.#attempted) return `version ${version} was never sent`;
    if (etag !== undefined && (this.#etags.get(version) ?? etag) !== etag)
      return `version ${version} has two entity tags`;
    if (etag !== undefined) this.#etags.set(version, etag);
    if (!sighting.isFresh) return version;
    const rejectedAt = this.#rejected.get(version);
    if (rejectedAt !== undefined && rejectedAt < sighting.sentAt) return `version ${version} was not applied`;
    const oldest = this.#oldestAllowed(sighting);
    return version < oldest ? `version ${version} is older than ${oldest}` : version;
  }

  /** The version that was confirmed last when this request was sent. */
  #oldestAllowed({ sentAt, instance, isFromZoom }: Sighting): number {
    const known = this.#confirmed.findLast((confirmed) => {
      const delay = isFromZoom || confirmed.instance === instance ? 0 : OTHER_INSTANCE_MS;
      return confirmed.at + delay <= sentAt;
    });
    return known?.version ?? 0;
  }
}
