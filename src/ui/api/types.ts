/** The types of `/api` that the UI uses, from openapi.json. Member names are those of the API. */
import type { components, paths } from '../generated/api.ts';

type Schemas = components['schemas'];

export type { paths } from '../generated/api.ts';

export type Kind = 'meetings' | 'webinars';
export type ListType = Exclude<
  NonNullable<NonNullable<paths['/api/meetings']['get']['parameters']['query']>['type']>,
  'scheduled'
>;

export type Me = Schemas['Me'];
export type BrowserSession = Schemas['SessionList']['sessions'][number];
export type Livestream = Schemas['Livestream'];
/** `stale` if Zoom was unreachable and this is the cached list from `fetched_at`. */
export type MeetingsPage = Schemas['MeetingList'];
export type Meeting = MeetingsPage['meetings'][number];
export type Live = Meeting['live'];
export type LivestreamChanges = Schemas['LivestreamChanges'];

export type Change = Schemas['ChangeList']['changes'][number];
/** A configuration as the history contains it. */
export type Configuration = NonNullable<Change['before']>;
export type ReadinessReport = Schemas['PreflightReport'];
export type Check = ReadinessReport['checks'][number];
export type StatusUpdate = Schemas['MeetingStatusUpdate'];
export type WebinarStatusUpdate = Schemas['WebinarStatusUpdate'];

export type Switch = Schemas['Switch'];

export type Destination = Schemas['Destination'];
export type NewDestination = Schemas['NewDestination'];
export type DestinationChanges = Schemas['DestinationChanges'];
export type Service = Schemas['ServiceList']['services'][number];
export type ParsedPaste = Schemas['ParsedPaste'];
export type LivestreamCheck = Schemas['LivestreamCheck'];
/** A hint to review before saving; never an error. */
export type Warning = ParsedPaste['warnings'][number];

export type NewBulkUpdate = Schemas['NewBulkUpdate'];
export type BulkUpdate = Schemas['BulkUpdate'];
export type DryRun = Schemas['DryRun'];
/** One entry of the user's list of bulk edits. */
export type BulkSummary = Schemas['BulkUpdateList']['bulk_updates'][number];
export type BulkRow = BulkUpdate['rows'][number];

/** RFC 9457, with this API's members. */
export type Problem = Schemas['Problem'];
export type FieldError = NonNullable<Problem['errors']>[number];
