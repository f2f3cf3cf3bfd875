import type { Static } from 'typebox';
import type { Check, CheckLivestream } from '../../destinations/check.ts';
import { parsePastedFields, parsePastedText } from '../../destinations/paste/parse.ts';
import { presets } from '../../destinations/paste/services.ts';
import type { Values } from '../../destinations/paste/warnings.ts';
import { costs } from '../../limits.ts';
import { Problem } from '../../problem.ts';
import type { MeetingKind } from '../../zoom/meeting.ts';
import type { TypedApp } from '../typed-app.ts';
import { LivestreamCheck, ParsedPaste, Paste, ServiceList } from './destination-schemas.ts';
import { type DestinationLookup, resolveChanges } from './livestream-changes.ts';
import { LivestreamChanges, MeetingParameters } from './schemas.ts';

/** Known streaming services, and the parser of pasted stream settings. Stores nothing. */
export async function serviceRoutes(app: TypedApp): Promise<void> {
  const services = presets.map(({ service, name, streamUrls, keyHelp, keyPath, keyUrl, maxVideoKbps }) => ({
    service,
    name,
    stream_urls: [...streamUrls],
    key_help: keyHelp,
    key_path: [...keyPath],
    key_url: keyUrl ?? null,
    max_video_kbps: maxVideoKbps ?? null,
  }));
  const listSchema = {
    summary: 'List the known streaming services and where they show the key',
    response: { 200: ServiceList },
  };
  app.get('/services', { schema: listSchema }, async () => ({ services }));

  const parseSchema = {
    summary: 'Parse pasted stream settings',
    description:
      'Finds the stream URL, the stream key and the watch page in any text, and warns about likely mistakes. Stores nothing.',
    body: Paste,
    response: { 200: ParsedPaste },
  };
  app.post(
    '/destinations/parse',
    { schema: parseSchema, onRequest: app.limitCost(costs.parse) },
    async (request) => {
      const { service, rule, alternatives, warnings, ...values } = parse(request.body);
      const others = alternatives.map((reading) => ({ ...valuesOf(reading), rule: reading.rule }));
      return { ...valuesOf(values), service, rule, alternatives: others, warnings };
    },
  );
}

function valuesOf({ streamUrl, streamKey, pageUrl }: Values) {
  return { stream_url: streamUrl, stream_key: streamKey, page_url: pageUrl };
}

function parse({ text, ...fields }: Static<typeof Paste>) {
  if (text === undefined)
    return parsePastedFields({
      streamUrl: fields.stream_url ?? '',
      streamKey: fields.stream_key ?? '',
      pageUrl: fields.page_url ?? '',
    });
  if (Object.keys(fields).length === 0) return parsePastedText(text);
  throw new Problem('invalid_request', {
    errors: [{ field: 'text', message: 'cannot be combined with other fields' }],
  });
}

export interface CheckRoutesOptions {
  kind: MeetingKind;
  destinations: DestinationLookup;
  checkLivestream: CheckLivestream;
}

/** Checks changes to a livestream before they are saved. */
export async function checkRoutes(app: TypedApp, options: CheckRoutesOptions): Promise<void> {
  const { kind, destinations, checkLivestream } = options;
  const schema = {
    summary: `Check changes to the livestream of a ${kind}`,
    description: 'Changes nothing. Returns warnings, missing fields, and where else the stream key is used.',
    params: MeetingParameters,
    body: LivestreamChanges,
    response: { 200: LivestreamCheck },
  };
  app.post('/:id/livestream/check', { schema }, async (request) => {
    const meeting = { kind, id: request.params.id };
    const changes = await resolveChanges(destinations, request.userId, request.body);
    const check = await checkLivestream(request.userId, meeting, changes);
    return present(check, request.body.destination_id);
  });
}

/**
 * @param applied id of the destination whose fields are checked: it is omitted from those that
 * share its key
 */
function present({ warnings, missing, sameKey }: Check, applied: string | undefined) {
  return {
    warnings,
    missing,
    same_key: {
      meetings: sameKey.meetings.map(({ kind, meetingId, topic, startTime, overlaps }) => ({
        kind: `${kind}s` as const,
        meeting_id: meetingId,
        topic,
        start_time: startTime,
        overlaps,
      })),
      destinations: sameKey.destinations.filter(({ id }) => id !== applied),
    },
  };
}
