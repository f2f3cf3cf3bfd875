/** A word or phrase that this project does not use, and what to write instead. */
export interface Denied {
  /**
   * Matched as whole words, in any case, in prose and in the parts of identifiers: `askedAt` is
   * "asked At".
   */
  pattern: RegExp;
  instead: string;
  /** Paths where the word is a standard term. */
  except?: RegExp;
}

const denied = (words: string, instead: string, except?: RegExp): Denied => ({
  pattern: new RegExp(`\\b(?:${words})\\b`, 'gi'),
  instead,
  ...(except && { except }),
});

/** Texts of other people that tests and the paste parser quote word by word. */
const QUOTED = /^test\/destinations\/|^src\/destinations\/paste\/|^tools\/zoom-simulator\/seed\//;
const GERMAN = /\/de\/|german/;

export const DENY_LIST: readonly Denied[] = [
  // Conversation: systems return, request, report, reject and store.
  denied('answers?|answered|answering|answerable', 'response, respond; result', GERMAN),
  denied('asks?|asked|asking', 'request, fetch, query, prompt', QUOTED),
  denied('tells?|told|telling', 'publish, notify, report, distinguish', QUOTED),
  denied('hears?|heard|hearing', 'receive, learn'),
  denied('says|said|saying', 'state, report, return, mean'),
  denied('speaks?|spoken|spoke', 'use, support (a protocol); discuss'),
  denied('refuses?|refused|refusals?|refusing', 'reject, rejection, error, fail', QUOTED),
  denied('believes?|believed', 'trust, assume'),
  // Actors.
  denied('whoever|whichever|whatever', 'the user, the caller; any'),
  denied('somebody|someone|anybody|anyone|nobody', 'the user, another user, no one'),
  denied('everybody|everyone', 'all users, all callers', /\.md$|key-shape/),
  // Being.
  denied('stands|stood|standing', 'is, exists'),
  denied('(?<!there )(?:is|are|was|were) (?:none|away|gone)', 'does not exist, unreachable, deleted'),
  denied('(?:is|are|was|were) there(?! (?:a|an|any|no|more|is|are)\\b)', 'exists, is available'),
  denied('gone', 'deleted, missing, over', /problem|schema|errors/),
  // Time.
  denied('anew', 'again'),
  denied('meanwhile', 'in the meantime, concurrently'),
  denied('at once', 'immediately; concurrently', GERMAN),
  denied('by itself|by themselves|of itself', 'automatically'),
  denied('one after (?:the other|another)', 'serially'),
  denied('in turns?|takes? turns|taking turns', 'serially; respectively'),
  denied('for a while|for good', 'temporarily; permanently'),
  // Invented terms.
  denied('noted|notes down', 'recorded'),
  denied('look again|looks again', 'poll, check again'),
  denied('puts? back|putting back', 'restore'),
  denied('tak(?:e|es|en|ing) apart', 'parse, split'),
  denied('giv(?:e|es|en|ing) back', 'release, revoke, return'),
  denied('becomes? of|came of|comes of|come of', 'outcome, result'),
  denied('mend|mends|mended', 'repair, fix'),
  denied('troubles?', 'error, problem'),
  denied('verdicts?', 'outcome, result'),
  denied(
    'faults?',
    'error, problem, violation',
    /^tools\/|^test\/(?:chaos|zoom-simulator|zoom-api|helpers|privacy|install|tokens|rate-limit|livestreams|webhooks)\/|^scripts\/chaos|^bench\//,
  ),
  denied('surroundings', 'context'),
  denied('unsettled', 'in doubt'),
  denied('sealed|unsealed|seals', 'encrypted'),
  denied(
    'copies|copy of (?:a|the|each) livestream',
    'cached values, cache entries',
    /README|\/ui\/|browser|\.md$|de\//,
  ),
  denied('goes? on|go on|going on', 'continue'),
  denied('dear', 'expensive', QUOTED),
  denied('for luck', 'arbitrary'),
  denied('news', 'change'),
  // Idioms that are translated.
  denied(
    'for one(?! (?:of|user|meeting|request|row|second|minute|hour|day|connection|livestream)\\b)',
    'for example',
  ),
  denied("of (?:zoom|uplink|postgresql)['’]s(?! [a-z])", 'of Zoom'),
  denied('is about to be|are about to be', 'will be'),
  denied('as it is|as they are', 'unchanged'),
  denied('the very same', 'the same'),
  denied('the plan|the contract', 'a document that is in the repository'),
  denied('no more so|nothing but', 'only'),
];

/**
 * Names that clients of the API and of the simulator depend on, although they contain a denied
 * word.
 */
export const PUBLIC_NAMES =
  /\b(?:not_told|somebody_else|connection_refused|uplink_http_answers_total|not_asked_in_time|addFault|clearFaults)\b|'refused'|\brefused:|kind: 'answer'|\bfaults\b(?= ?[?:]| \})/g;
