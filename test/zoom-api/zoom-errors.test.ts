import t from 'tap';
import { isProblem, type ProblemCode } from '../../src/problem.ts';
import { readErrorBody } from '../../src/zoom/error-body.ts';
import type { KnownState } from '../../src/zoom/error-table.ts';
import {
  AccessTokenRejected,
  type CallContext,
  clarified,
  failureOf,
  RateLimitedError,
} from '../../src/zoom/response-errors.ts';

const NOW = Date.parse('2025-01-19T23:00:00Z');
const SETTING_OFF =
  'Not allowed to start live streaming. To use this feature, enable the "Allow livestreaming of meetings" setting in the "Settings" page of the Zoom web portal.';
const NO_SCOPE = 'Invalid access token, does not contain scopes:[meeting:update:livestream].';

const KINDS = ['meeting', 'webinar'] as const;
const ACTIONS = ['read', 'update', 'start', 'stop', 'mode', 'list'] as const;
type Action = (typeof ACTIONS)[number];

/** Kind and action, such as `meeting update`; `*` matches all. */
function contexts(operation: string): CallContext[] {
  const [kind = '', action = ''] = operation.split(' ');
  const kinds = kind === '*' ? KINDS : [kind as CallContext['kind']];
  const actions = action === '*' ? ACTIONS : action.split('|');
  return kinds.flatMap((one) => actions.map((each) => ({ kind: one, action: each as Action })));
}

type Row = [
  operation: string,
  status: number,
  code: number,
  message: string,
  expected: ProblemCode | 'access token rejected',
  known?: KnownState,
];

const readable = { isReadable: true };

const TABLE: Row[] = [
  ['* read|update|start|stop|mode', 400, 300, 'Invalid meeting id.', 'invalid_meeting_id'],
  ['* read|update|start|stop|mode', 400, 300, 'Invalid webinar ID.', 'invalid_meeting_id'],
  ['* read|start|stop|mode', 400, 300, 'Ungültige Meeting-ID.', 'invalid_meeting_id'],
  ['* read|update|start', 300, 300, 'Missing meetingId', 'invalid_meeting_id'],
  ['* update', 300, 300, 'Missing meetingId', 'invalid_meeting_id', readable],
  ['* update', 300, 300, 'Falta el identificador', 'invalid_meeting_id', readable],
  ['* update', 200, 300, 'Falta el identificador', 'invalid_meeting_id', readable],
  ['* update', 400, 300, 'Invalid meetingId', 'invalid_meeting_id', readable],
  ['* *', 400, 300, 'Validation Failed.', 'invalid_request'],
  ['* update', 400, 300, 'Error de validación.', 'invalid_request', readable],
  ['* *', 400, 300, 'Request Body should be a valid JSON object.', 'zoom_error'],
  ['* list', 400, 300, 'The next page token is invalid or expired.', 'invalid_request'],
  ['* read|update|start|stop|mode', 404, 300, 'Meeting ID does not exist.', 'meeting_not_found'],
  ['* read|update|start|stop|mode', 404, 300, 'Die Meeting-ID existiert nicht.', 'meeting_not_found'],
  ['* update', 404, 300, 'Die Meeting-ID existiert nicht.', 'meeting_not_found', readable],
  ['* *', 404, 3001, 'La réunion n’existe pas.', 'meeting_not_found'],
  ['* *', 200, 3001, 'Meeting does not exist: 1.', 'meeting_not_found'],
  ['* *', 404, 1001, 'User does not exist: x.', 'zoom_user_not_found'],
  ['user read', 400, 1120, 'Der Benutzer existiert nicht.', 'zoom_user_not_found'],
  ['* *', 400, 1010, 'User does not belong to this account: x.', 'not_in_account'],
  ['* *', 400, 3161, '', 'hosting_not_allowed'],
  ['* *', 400, 4400, 'Verschlüsselt.', 'end_to_end_encrypted'],
  ['* *', 400, 4927, 'Meeting 1 has not started.', 'not_started'],
  ['* *', 200, 4927, 'La reunión no ha comenzado.', 'not_started'],

  ['meeting read|list', 400, 3000, 'Cannot access webinar info.', 'not_available_for_this_meeting'],
  ['meeting update', 400, 3000, 'Cannot access webinar info.', 'not_available_for_this_meeting', readable],
  [
    'meeting update',
    400,
    3000,
    'Nicht erlaubt.',
    'not_available_for_this_meeting',
    { ...readable, isLivestreamingEnabled: true },
  ],
  [
    'meeting update',
    400,
    3000,
    'Nicht erlaubt.',
    'livestream_not_enabled',
    { ...readable, isLivestreamingEnabled: false },
  ],
  ['meeting update', 400, 3000, 'Nicht erlaubt.', 'livestream_not_enabled', readable],
  ['* *', 400, 3000, SETTING_OFF, 'livestream_not_enabled'],
  ['* start', 400, 3000, SETTING_OFF, 'livestream_not_enabled', { isLivestreamingEnabled: true }],
  ['* *', 400, 3000, 'Aktivieren Sie „Livestreaming von Meetings zulassen“.', 'livestream_not_enabled'],
  ['* *', 400, 3000, '「ミーティングのライブ配信を許可」を有効にしてください。', 'livestream_not_enabled'],
  ['meeting start', 400, 3000, 'Cannot access webinar info.', 'not_started'],
  ['meeting start', 400, 3000, 'No se puede.', 'not_started'],
  [
    'meeting start',
    400,
    3000,
    'No se puede.',
    'not_started',
    { isRunning: false, isLivestreamingEnabled: true },
  ],
  ['meeting start', 400, 3000, 'No se puede.', 'not_available_for_this_meeting', { isRunning: true }],
  ['* start', 400, 3000, 'No se puede.', 'livestream_not_enabled', { isLivestreamingEnabled: false }],
  ['meeting stop|mode', 400, 3000, 'Cannot access webinar info.', 'not_available_for_this_meeting'],
  ['meeting stop|mode', 400, 3000, 'No se puede.', 'not_started', { isRunning: false }],
  ['webinar read|update|start|stop', 400, 3000, 'Pas configuré.', 'livestream_not_configured'],

  ['webinar start|stop', 400, 200, 'Webinar 82,929,473,321 has not started.', 'not_started'],
  ['webinar start|stop', 400, 200, 'El seminario web no ha comenzado.', 'not_started'],
  [
    'webinar start|stop',
    400,
    200,
    'El seminario web no ha comenzado.',
    'not_started',
    { isLivestreamingEnabled: true },
  ],
  [
    'webinar start|stop',
    400,
    200,
    'Keine Berechtigung.',
    'livestream_not_enabled',
    { isLivestreamingEnabled: false },
  ],
  ['webinar *', 400, 200, 'No permission.', 'livestream_not_enabled'],
  ['webinar *', 400, 200, 'Webinar plan is missing. You must subscribe.', 'livestream_not_enabled'],
  ['webinar read|update|list', 400, 200, 'Keine Berechtigung.', 'livestream_not_enabled'],
  ['webinar read|update', 200, 200, 'Keine Berechtigung.', 'livestream_not_enabled'],
  ['meeting *', 400, 200, 'No permission.', 'livestream_not_enabled'],
  ['meeting *', 400, 200, 'Only available for paid account: x.', 'livestream_not_enabled'],
  ['meeting *', 400, 200, 'Nur für bezahlte Konten.', 'livestream_not_enabled'],
  ['* *', 403, 2306, 'Not allowed to view.', 'livestream_not_enabled'],
  ['user read', 400, 200, 'No permission.', 'zoom_error'],

  ['* *', 400, 104, NO_SCOPE, 'scope_missing'],
  ['user read', 400, 104, 'No contiene los ámbitos [user:read:user].', 'scope_missing'],
  ['* *', 401, 104, NO_SCOPE, 'scope_missing'],
  ['* *', 401, 104, 'Invalid access token.', 'access token rejected'],
  ['* *', 400, 4711, NO_SCOPE, 'scope_missing'],
  ['* *', 401, 4700, '', 'scope_missing'],
  ['* *', 400, 124, '', 'access token rejected'],
  ['* *', 401, 124, 'Ungültiges Zugriffstoken.', 'access token rejected'],
  ['* *', 200, 124, 'Invalid access token.', 'access token rejected'],
  ...[4702, 4704, 4717].map((code): Row => ['* *', 400, code, '', 'app_misconfigured']),
  ...[4735, 4737, 4738, 4741].map((code): Row => ['* *', 401, code, '', 'reconnect_required']),
  ['* *', 404, 2300, 'This API endpoint is not recognized.', 'zoom_error'],
  ['* *', 418, 987_654, '', 'zoom_error'],
  ['* *', 200, 0, 'success', 'zoom_error'],
];

for (const [operation, status, code, message, expected, known] of TABLE) {
  const state = known === undefined ? '' : ` when ${JSON.stringify(known)}`;
  t.test(
    `${operation}: HTTP ${status} with code ${code}, “${message}”, is ${expected}${state}`,
    async (t) => {
      for (const context of contexts(operation)) {
        const where = JSON.stringify(context);
        const text = JSON.stringify({ code, message });
        const failure = failureOf(
          { status, text, headers: {} },
          { ...context, ...(known && { known }) },
          NOW,
        );
        if (expected === 'access token rejected') t.ok(failure instanceof AccessTokenRejected, where);
        else t.match(failure, { code: expected, members: { zoom: { status, code, message } } }, where);
      }
    },
  );
}

t.test('a code 300 with field errors is invalid_request in every operation', async (t) => {
  const errors = [{ field: 'page_url', message: 'Campo no válido.' }];
  for (const context of contexts('* *')) {
    const text = JSON.stringify({ code: 300, message: 'x', errors });
    t.match(failureOf({ status: 400, text, headers: {} }, context, NOW), {
      code: 'invalid_request',
      members: { errors },
    });
  }
});

t.test('a rejection is classified again when more is known about the meeting', async (t) => {
  const text = JSON.stringify({ code: 3000, message: 'No se puede.' });
  const failure = failureOf({ status: 400, text, headers: {} }, { kind: 'meeting', action: 'start' }, NOW);
  if (!isProblem(failure)) throw failure;
  t.equal(failure.code, 'not_started');
  t.equal(clarified(failure, { isLivestreamingEnabled: false }).code, 'livestream_not_enabled');
  t.match(clarified(failure, { isRunning: true }), {
    code: 'not_available_for_this_meeting',
    members: { zoom: { status: 400, code: 3000, message: 'No se puede.' } },
  });
});

t.test(
  'code and message are read from a body that is invalid JSON because of unescaped quotes',
  async (t) => {
    for (const [text, code, message] of [
      [
        '{"code":104,"message":"Invalid access token, does not contain scopes:["meeting:update:livestream"]."}',
        104,
        'Invalid access token, does not contain scopes:["meeting:update:livestream"].',
      ],
      ['{"message":"enable the "Allow" setting","code":3000}', 3000, undefined],
      ['{ "code" : "4711" , "message" : "no "scope"" }\n', 4711, 'no "scope'],
    ] as const) {
      const body = readErrorBody(text);
      t.equal(body?.code, code);
      if (message !== undefined) t.match(body?.message, message);
    }
    for (const text of [
      '',
      '<html>"code":3001,"message":"x"</html>',
      '{"topic":"\\"code\\":3001", "message":',
      '{"code":3001',
    ]) {
      t.equal(readErrorBody(text), undefined, text);
    }
  },
);

t.test('an HTTP 3xx with a code is that error; without one it is an upstream error', async (t) => {
  const context: CallContext = { kind: 'meeting', action: 'update' };
  for (const status of [300, 301, 302, 307, 308]) {
    const coded = JSON.stringify({ code: 3001, message: '' });
    t.match(failureOf({ status, text: coded, headers: {} }, context, NOW), { code: 'meeting_not_found' });
    for (const text of ['', '<html></html>', '{}', '{"code":"moved"}']) {
      t.match(failureOf({ status, text, headers: {} }, context, NOW), { code: 'zoom_unavailable' });
    }
  }
});

const TOO_SOON = [
  'Too many requests submitted to start the live stream of this meeting: 82929473321. If the live stream has not already started, retry making a new request after 30 seconds.',
  'Zu viele Anfragen für das Meeting 829 2947 3321. Versuchen Sie es nach 30 Sekunden erneut.',
  'Zu viele Anfragen für das Meeting 82.929.473.321. Versuchen Sie es nach 30 Sekunden erneut.',
  '会议 82,929,473,321 的请求过多，请在30秒后重试。',
];
for (const message of TOO_SOON) {
  t.test(`a second start within 30 seconds is recognized by “${message}”`, async (t) => {
    const text = JSON.stringify({ code: 429, message });
    const start: CallContext = { kind: 'meeting', action: 'start' };
    const failure = failureOf({ status: 429, text, headers: {} }, start, NOW);
    t.match(failure, { code: 'zoom_rate_limited', members: { reason: 'started_too_soon', retryAfter: 30 } });
    t.notOk(failure instanceof RateLimitedError, 'the account is not limited');
    const limited = { status: 429, text, headers: { 'x-ratelimit-type': 'QPS' } };
    t.ok(
      failureOf(limited, start, NOW) instanceof RateLimitedError,
      'a limit of the account is recognized by its header',
    );
  });
}

t.test('a start soon after an accepted one is too soon, with any message', async (t) => {
  const text = JSON.stringify({ code: 429, message: 'Zu viele Anfragen.' });
  const start = { kind: 'webinar', action: 'start' } as const;
  t.match(failureOf({ status: 429, text, headers: {} }, { ...start, startedSecondsAgo: 12 }, NOW), {
    members: { reason: 'started_too_soon', retryAfter: 18 },
  });
  t.ok(failureOf({ status: 429, text, headers: {} }, start, NOW) instanceof RateLimitedError);
  t.ok(
    failureOf({ status: 429, text, headers: {} }, { ...start, startedSecondsAgo: 31 }, NOW) instanceof
      RateLimitedError,
  );
});

t.test('a daily limit is recognized in every language of Zoom, and by a date and time', async (t) => {
  const read: CallContext = { kind: 'meeting', action: 'read' };
  for (const message of [
    'You have reached the maximum daily rate limit for this API.',
    'Sie haben das tägliche Limit für diese API erreicht.',
    'Ha alcanzado el límite diario de esta API.',
    'Vous avez atteint la limite quotidienne de cette API.',
    'Você atingiu o limite diário desta API.',
    'Hai raggiunto il limite giornaliero di questa API.',
    'U hebt de dagelijkse limiet van deze API bereikt.',
    'Osiągnięto dzienny limit tego interfejsu API.',
    'Достигнут дневной лимит этого API.',
    'このAPIの1日あたりの上限に達しました。',
    '您已达到此 API 的每日上限。',
    '이 API의 일일 한도에 도달했습니다.',
    'Bu API için günlük sınıra ulaştınız.',
    'Bạn đã đạt đến giới hạn hàng ngày của API này.',
    'Anda telah mencapai batas harian API ini.',
    'Du har nått den dagliga gränsen för detta API.',
  ]) {
    const text = JSON.stringify({ code: 429, message });
    t.match(failureOf({ status: 429, text, headers: {} }, read, NOW), { code: 'zoom_daily_limit' }, message);
  }
  const named = JSON.stringify({ code: 429, message: 'Retry at 2025-01-20T00:00:00Z' });
  t.match(failureOf({ status: 429, text: named, headers: {} }, read, NOW), {
    code: 'zoom_daily_limit',
    members: { retryAfter: 3_600 },
  });
  const inBody = { status: 200, text: JSON.stringify({ code: 429, message: 'x' }), headers: {} };
  t.match(failureOf(inBody, read, NOW), { code: 'zoom_rate_limited' }, 'in a 200 too');
});
