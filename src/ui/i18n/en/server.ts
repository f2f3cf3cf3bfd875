import type { BulkRow, Check, FieldError, Kind, Problem, Service, Warning } from '../../api/types.ts';

/** The parts of a problem that are shown, of a request or of one row of a bulk edit. */
type ServerProblem = Pick<Problem, 'code' | 'title' | 'detail' | 'reason' | 'facts' | 'errors'>;

/** What a check is about, and how to format a time inside a sentence. */
type About = { kind: Kind; when: (moment: string | undefined) => string };

/** Messages of the API, which are in English. Other languages have a message for each code. */
export const server = {
  problem: ({ detail, title }: ServerProblem): string => detail || title,
  /** What is wrong with a field; follows the field's name. */
  field: ({ message }: FieldError): string => message,
  warning: ({ message }: Pick<Warning, 'code' | 'message'> | BulkRow['warnings'][number]): string => message,
  /** The result of a readiness check. */
  check: ({ message }: Check, _about: About): string => message,
  keyHelp: ({ key_help: help }: Pick<Service, 'service' | 'name' | 'key_help' | 'key_path'>): string => help,
};
