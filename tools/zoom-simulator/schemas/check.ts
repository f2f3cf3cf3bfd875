import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import type { RecordedRequest } from '../recorder.ts';
import { loadDocuments } from './documents.ts';
import { eventSchemas } from './events.ts';
import { apiProblem } from './responses.ts';
import { authorizationRequest, documentedRoutes } from './routes.ts';

const ajv = new Ajv({ allErrors: true, strict: false });
addFormats.default(ajv);
/**
 * Zoom's own documents, if a folder is configured. The transcribed schemas always apply.
 */
const documents = loadDocuments(process.env.OPENAPI_DOCUMENTS);

/** Error messages for a value; empty if it is valid. */
export function errorsOf(schema: object, value: unknown, where: string): string[] {
  if (ajv.validate(schema, value)) return [];
  return (ajv.errors ?? []).map(({ instancePath, message = '', params }) => {
    const { additionalProperty: extra } = params as { additionalProperty?: string };
    return `${where}${instancePath} ${message}${extra === undefined ? '' : `: ${extra}`}`;
  });
}

/**
 * Violations of Zoom's documents in the requests that an app sent: undocumented routes and
 * parameters, invalid bodies, credentials in the wrong place. For the end of a test:
 * `t.same(checkRequests(…), [])`.
 */
export function checkRequests(requests: RecordedRequest[]): string[] {
  return requests
    .filter(({ path }) => path.startsWith('/oauth') || path.startsWith('/v2'))
    .flatMap(checkRequest);
}

function checkRequest(request: RecordedRequest): string[] {
  const { method, path } = request;
  const name = `${method} ${path}`;
  if (path === '/oauth/authorize') {
    return method === 'GET' ? errorsOf(authorizationRequest, request.query, `${name} query`) : [];
  }
  const route = documentedRoutes.find((known) => known.method === method && known.path.test(path));
  if (!route) return [`${name} is not a documented route`];
  const faults = errorsOf(route.query, request.query, `${name} query`);
  if (route.body) faults.push(...errorsOf(route.body, request.body, `${name} body`));
  if (!route.body && request.body !== undefined) faults.push(`${name} has a body`);
  return [...faults, ...checkHeaders(request, name, route.body !== undefined)];
}

function checkHeaders(request: RecordedRequest, name: string, hasBody: boolean): string[] {
  const isOauth = request.path.startsWith('/oauth');
  const { authorization = '', 'content-type': type = '' } = request.headers;
  const faults: string[] = [];
  if (!(isOauth ? /^Basic [A-Za-z0-9+/]+=*$/ : /^Bearer \S+$/).test(authorization)) {
    faults.push(`${name} has no ${isOauth ? 'Basic' : 'Bearer'} credentials`);
  }
  const wanted = isOauth ? 'application/x-www-form-urlencoded' : 'application/json';
  if (hasBody && !type.startsWith(wanted)) faults.push(`${name} is not sent as ${wanted}`);
  return faults;
}

/** Violations in a response of the simulator. */
export function checkResponse(method: string, path: string, status: number, text: string): string[] {
  return [
    ...violationsOfResponse(method, path, status, text),
    ...documents.violationsOfResponse(method, path, status, text),
  ];
}

function violationsOfResponse(method: string, path: string, status: number, text: string): string[] {
  const name = `${method} ${path} ${status}`;
  const route = documentedRoutes.find((known) => known.method === method && known.path.test(path));
  if (status >= 400 && path.startsWith('/v2')) return errorsOf(apiProblem, JSON.parse(text), name);
  if (!route) return [`${name} is not a documented route`];
  if (status >= 400) return errorsOf(route.problem, JSON.parse(text), name);
  if (status !== route.response.status) return [`${name} should be ${route.response.status}`];
  if (route.response.body === null) return text === '' ? [] : [`${name} should be empty`];
  return errorsOf(route.response.body, JSON.parse(text), name);
}

/** Violations in the body of an event. */
export function checkEvent(body: string): string[] {
  const notification: { event: string } = JSON.parse(body);
  const schema = eventSchemas[notification.event];
  if (!schema) return [`no schema for ${notification.event}`];
  return [...errorsOf(schema, notification, notification.event), ...documents.violationsOfEvent(body)];
}
