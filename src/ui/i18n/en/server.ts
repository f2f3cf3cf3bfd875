import type { BulkRow, Check, FieldError, Kind, Problem, Service, Warning } from '../../api/types.ts';

/** What is used of a refusal, of a request or of one row of many. */
type ServerProblem = Pick<Problem, 'code' | 'title' | 'detail' | 'reason' | 'facts' | 'errors'>;

/** What a check is of, and how the person who looks at it reads moments; to stand within a sentence. */
type About = { kind: Kind; when: (moment: string | undefined) => string };

/** Sentences that the API writes, which is in English; another language has its own for each code. */
export const server = {
  problem: ({ detail, title }: ServerProblem): string => detail || title,
  /** What is wrong with a field, in words that may follow its name. */
  field: ({ message }: FieldError): string => message,
  warning: ({ message }: Pick<Warning, 'code' | 'message'> | BulkRow['warnings'][number]): string => message,
  /** What pre-flight found. */
  check: ({ message }: Check, _about: About): string => message,
  keyHelp: ({ key_help: help }: Pick<Service, 'service' | 'name' | 'key_help' | 'key_path'>): string => help,
};
