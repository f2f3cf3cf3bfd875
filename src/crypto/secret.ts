import { inspect } from 'node:util';

const REDACTED = '[redacted]';

/**
 * A value that must not reach a log, an error or a response by accident. String conversion, JSON
 * and `util.inspect` (and therefore `console.log`) return `[redacted]`. Spreading or cloning the
 * object drops the private field. Only `reveal` returns the value, so each use is easy to find in
 * review.
 */
export class Secret<Value extends string | Buffer = string> {
  readonly #value: Value;

  constructor(value: Value) {
    this.#value = value;
  }

  reveal(): Value {
    return this.#value;
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [inspect.custom](): string {
    return REDACTED;
  }
}
