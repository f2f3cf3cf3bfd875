import type { MeetingRef } from '../zoom/meeting.ts';

/** Pages where the host can fix what a check found. */
export interface Links {
  /** Reauthorizes the app. */
  reconnect: string;
  /** The app's page of the meeting, a path. */
  page: string;
  /** The meeting in Zoom's web portal. */
  zoomMeeting: string;
  /** The user's settings in the portal. */
  zoomSettings: string;
  /** The user's profile in the portal, which shows their licence. */
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
