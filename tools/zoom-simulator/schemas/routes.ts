import { livestream, livestreamUpdate, meetingStatusUpdate, webinarStatusUpdate } from './livestream.ts';
import {
  authorizationRequest,
  detailsQuery,
  listQuery,
  noQuery,
  revocationRequest,
  settingsQuery,
  tokenRequest,
} from './requests.ts';
import * as responses from './responses.ts';

/** One documented route: its query, body and responses by status. */
export interface DocumentedRoute {
  method: string;
  path: RegExp;
  query: object;
  /** Omitted: no body is allowed. */
  body?: object;
  /** `null`: an empty body */
  response: { status: number; body: object | null };
  problem: object;
}

const id = '\\d{1,19}';
const api = (method: string, path: string, query: object, status: number, body: object | null) => ({
  method,
  path: new RegExp(`^/v2${path}$`),
  query,
  response: { status, body },
  problem: responses.apiProblem,
});
const oauth = (path: string, form: object, body: object) => ({
  method: 'POST',
  path: new RegExp(`^/oauth/${path}$`),
  query: noQuery,
  body: form,
  response: { status: 200, body },
  problem: responses.tokenProblem,
});

/**
 * The routes that an app of this kind may use. A request to any other route is an error of the app.
 */
export const documentedRoutes: DocumentedRoute[] = [
  oauth('token', tokenRequest, responses.tokenResponse),
  oauth('revoke', revocationRequest, responses.revocation),
  api('GET', '/users/me', noQuery, 200, responses.user),
  api('GET', '/users/me/settings', settingsQuery, 200, responses.userSettings),
  api('GET', '/users/me/meetings', listQuery, 200, responses.meetingList),
  api('GET', '/users/me/webinars', listQuery, 200, responses.webinarList),
  api('GET', `/meetings/${id}`, detailsQuery, 200, responses.meeting),
  api('GET', `/webinars/${id}`, detailsQuery, 200, responses.webinar),
  api('GET', `/(meetings|webinars)/${id}/livestream`, noQuery, 200, livestream),
  {
    ...api('PATCH', `/(meetings|webinars)/${id}/livestream`, noQuery, 204, null),
    body: livestreamUpdate,
  },
  { ...api('PATCH', `/meetings/${id}/livestream/status`, noQuery, 204, null), body: meetingStatusUpdate },
  { ...api('PATCH', `/webinars/${id}/livestream/status`, noQuery, 204, null), body: webinarStatusUpdate },
];

export { authorizationRequest };
