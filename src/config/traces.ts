import { InvalidValueError } from './invalid-value-error.ts';
import type { Variable } from './variable.ts';

/** The packages of OpenTelemetry read these variables, too. Here they are checked at the start. */
export const traceEndpoint: Variable<string | undefined> = {
  parse(text) {
    if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
      throw new InvalidValueError('is not an http or https URL');
    return text;
  },
  fallback: undefined,
  hint: 'use the URL of an OTLP receiver over HTTP, such as http://localhost:4318, or leave it out for no traces',
};

export const traceProtocol: Variable<string> = {
  parse(text) {
    if (!text.startsWith('http/')) throw new InvalidValueError('is not supported');
    return text;
  },
  fallback: 'http/json',
  hint: 'use http/json and the HTTP port of the receiver, usually 4318, or leave it out',
};
