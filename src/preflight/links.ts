import type { MeetingRef } from '../zoom/meeting.ts';

/** Where things are put right. */
export interface Links {
  /** Authorizes the app again. */
  reconnect: string;
  /** The app's own page of the meeting, a path. */
  page: string;
  /** The meeting in Zoom's web portal. */
  zoomMeeting: string;
  /** The user's settings there. */
  zoomSettings: string;
  /** Who the user is there, with their licence. */
  zoomProfile: string;
}

const ZOOM_PORTAL = 'https://zoom.us';

export function linksOf({ kind, id }: MeetingRef, reconnectUrl: string): Links {
  return {
    reconnect: reconnectUrl,
    page: `/${kind}s/${id}`,
    zoomMeeting: `${ZOOM_PORTAL}/${kind}/${id}`,
    zoomSettings: `${ZOOM_PORTAL}/profile/setting`,
    zoomProfile: `${ZOOM_PORTAL}/profile`,
  };
}
