/** What a column of a pasted table contains. */
export const tableFields = [
  'id',
  'title',
  'destination',
  'stream_url',
  'stream_key',
  'page_url',
  'resolution',
] as const;
export type TableField = (typeof tableFields)[number];

/** Header names in English and German, without spaces, marks, case and accents. */
const NAMES: Record<TableField, string> = {
  id: 'id meetingid webinarid zoomid meetingnumber joinlink joinurl meetinglink zoomlink meetingnummer meetingkennung besprechungsid teilnahmelink beitrittslink einladungslink',
  title:
    'title topic subject name meeting meetingtitle meetingname meetingtopic webinar webinartitle session room event titel thema betreff bezeichnung raum veranstaltung sitzung meetingtitel webinartitel',
  destination:
    'destination target saveddestination destinationname destinationurl ziel streamingziel streamziel zielname zielurl',
  stream_url:
    'streamurl streamingurl streamingserver streamserver rtmp rtmpurl rtmpsurl rtmpserver server serverurl ingest ingesturl streamaddress streamadresse streamingadresse url',
  stream_key: 'streamkey streamingkey key streamname rtmpkey schlussel streamschlussel streamingschlussel',
  page_url:
    'watchpage watchurl watchlink pageurl page livestreampage livestreamingpageurl streamingpage viewerpage playerpage playerurl website seitezumzusehen zuschauerseite zuschauerlink seite webseite livestreamseite',
  resolution: 'resolution quality auflosung qualitat',
};

/** The field of each header name. */
export const FIELD_BY_NAME: ReadonlyMap<string, TableField> = new Map(
  tableFields.flatMap((field) => NAMES[field].split(' ').map((name) => [name, field] as const)),
);
