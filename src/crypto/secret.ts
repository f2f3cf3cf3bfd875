import { inspect } from 'node:util';

const REDACTED = '[redacted]';

/**
 * A value that must not reach a log, an error or a response by accident. Everything that turns an object
 * into text (string conversion, JSON, `util.inspect` and so `console.log`) gets `[redacted]`; the private
 * field is left behind when the object is spread or cloned. Only `reveal` hands the value out, which makes
 * each use of it easy to find in review.
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
