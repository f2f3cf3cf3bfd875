/** The shapes of `/api` that the screens read and send, as openapi.json has them; names are the wire's own. */
import type { components, paths } from '../generated/api.ts';

type Schemas = components['schemas'];

export type { paths } from '../generated/api.ts';

export type Kind = 'meetings' | 'webinars';
export type ListType = Exclude<
  NonNullable<NonNullable<paths['/api/meetings']['get']['parameters']['query']>['type']>,
  'scheduled'
>;

export type Me = Schemas['Me'];
export type Livestream = Schemas['Livestream'];
/** `stale` where Zoom could not be asked and this is the last list known, of `fetched_at`. */
export type MeetingsPage = Schemas['MeetingList'];
export type Meeting = MeetingsPage['meetings'][number];
export type Live = Meeting['live'];
export type LivestreamChanges = Schemas['LivestreamChanges'];

export type Change = Schemas['ChangeList']['changes'][number];
/** A configuration as the history shows it. */
export type Configuration = NonNullable<Change['before']>;
export type ReadinessReport = Schemas['PreflightReport'];
export type Check = ReadinessReport['checks'][number];
export type StatusUpdate = Schemas['MeetingStatusUpdate'];
export type WebinarStatusUpdate = Schemas['WebinarStatusUpdate'];

export type Destination = Schemas['Destination'];
export type NewDestination = Schemas['NewDestination'];
export type DestinationChanges = Schemas['DestinationChanges'];
export type Service = Schemas['ServiceList']['services'][number];
export type ParsedPaste = Schemas['ParsedPaste'];
export type LivestreamCheck = Schemas['LivestreamCheck'];
/** Something to look at before saving; never a refusal. */
export type Warning = ParsedPaste['warnings'][number];

export type NewBulkUpdate = Schemas['NewBulkUpdate'];
export type BulkUpdate = Schemas['BulkUpdate'];
export type DryRun = Schemas['DryRun'];
/** One of the user's bulk edits, in the list of them. */
export type BulkSummary = Schemas['BulkUpdateList']['bulk_updates'][number];
export type BulkRow = BulkUpdate['rows'][number];

/** RFC 9457, with this API's members. */
export type Problem = Schemas['Problem'];
export type FieldError = NonNullable<Problem['errors']>[number];
