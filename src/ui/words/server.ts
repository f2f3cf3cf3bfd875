import type { Check, Problem, Service, Warning } from '../api.ts';

/** What is used of a refusal, of a request or of one row of many. */
type Said = Pick<Problem, 'code' | 'title' | 'detail' | 'errors'>;

/** Sentences that the API writes, which is in English; another language has its own for each code. */
export const server = {
  problem: ({ detail, title }: Said): string => detail || title,
  /** What is wrong with a field, in words that may follow its name. */
  field: (message: string): string => message,
  warning: ({ message }: Pick<Warning, 'code' | 'message'>): string => message,
  /** What pre-flight found. */
  check: ({ message }: Pick<Check, 'name' | 'status' | 'message'>): string => message,
  keyHelp: ({ key_help: help }: Pick<Service, 'service' | 'key_help'>): string => help,
};
