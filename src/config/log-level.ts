import { InvalidValueError } from './invalid-value-error.ts';
import type { Variable } from './variable.ts';

const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** pino's levels, and `silent`. */
export type LogLevel = (typeof LEVELS)[number];

export function logLevel(fallback: LogLevel): Variable<LogLevel> {
  return { fallback, parse, hint: `use ${LEVELS.join(', ')}, or leave it out for ${fallback}` };
}

function parse(text: string): LogLevel {
  const level = LEVELS.find((each) => each === text);
  if (!level) throw new InvalidValueError('is not a log level');
  return level;
}
