import * as answers from './answers.ts';
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

/** What is true of one documented route: its query, its body, its answers by status. */
export interface DocumentedRoute {
  method: string;
  path: RegExp;
  query: object;
  /** absent: there must be no body */
  body?: object;
  /** `null`: an empty body */
  answer: { status: number; body: object | null };
  problem: object;
}

const id = '\\d{1,19}';
const api = (method: string, path: string, query: object, status: number, body: object | null) => ({
  method,
  path: new RegExp(`^/v2${path}$`),
  query,
  answer: { status, body },
  problem: answers.apiProblem,
});
const oauth = (path: string, form: object, body: object) => ({
  method: 'POST',
  path: new RegExp(`^/oauth/${path}$`),
  query: noQuery,
  body: form,
  answer: { status: 200, body },
  problem: answers.tokenProblem,
});

/** The routes that an app of this kind may use. A request to any other is a mistake of the app. */
export const documentedRoutes: DocumentedRoute[] = [
  oauth('token', tokenRequest, answers.tokenResponse),
  oauth('revoke', revocationRequest, answers.revocation),
  api('GET', '/users/me', noQuery, 200, answers.user),
  api('GET', '/users/me/settings', settingsQuery, 200, answers.userSettings),
  api('GET', '/users/me/meetings', listQuery, 200, answers.meetingList),
  api('GET', '/users/me/webinars', listQuery, 200, answers.webinarList),
  api('GET', `/meetings/${id}`, detailsQuery, 200, answers.meeting),
  api('GET', `/webinars/${id}`, detailsQuery, 200, answers.webinar),
  api('GET', `/(meetings|webinars)/${id}/livestream`, noQuery, 200, livestream),
  {
    ...api('PATCH', `/(meetings|webinars)/${id}/livestream`, noQuery, 204, null),
    body: livestreamUpdate,
  },
  { ...api('PATCH', `/meetings/${id}/livestream/status`, noQuery, 204, null), body: meetingStatusUpdate },
  { ...api('PATCH', `/webinars/${id}/livestream/status`, noQuery, 204, null), body: webinarStatusUpdate },
];

export { authorizationRequest };
