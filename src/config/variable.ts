/** One environment variable: how to read its value, and what to tell the operator when that fails. */
export interface Variable<Value> {
  /** @throws {Malformed} in words that follow the variable's name and do not repeat the value */
  readonly parse: (text: string) => Value;
  /** How to make a good value: ends the sentence that reports a fault. */
  readonly hint: string;
  /** The value of a variable that is not set; without it the variable is required. */
  readonly fallback?: Value;
}

export type Environment = Readonly<Record<string, string | undefined>>;
export type Variables = Readonly<Record<string, Variable<unknown>>>;
export type Values<Table extends Variables> = {
  readonly [Name in keyof Table]: ReturnType<Table[Name]['parse']>;
};

/** What is wrong with a value, without the value. */
export class InvalidValueError extends Error {}

/**
 * Every variable of the table that is as it should be, and a sentence for each one that isn't.
 * Space around a value is dropped, because it comes with copying; nothing but space is no value.
 */
export function readVariables<Table extends Variables>(table: Table, env: Environment) {
  const values: Record<string, unknown> = {};
  const faults = new Map<string, string>();
  for (const [name, variable] of Object.entries(table)) {
    try {
      values[name] = read(variable, env[name]?.trim() ?? '');
    } catch (error) {
      if (!(error instanceof InvalidValueError)) throw error;
      faults.set(name, fault(name, error.message, variable));
    }
  }
  return { values: values as Partial<Values<Table>>, faults };
}

/** The sentence that reports a fault: the name, what is wrong, how to make a good value. */
export function fault(name: string, problem: string, { hint }: Pick<Variable<unknown>, 'hint'>): string {
  return `${name} ${problem}: ${hint}`;
}

function read<Value>(variable: Variable<Value>, text: string): Value | undefined {
  if (text !== '') return variable.parse(text);
  if ('fallback' in variable) return variable.fallback;
  throw new InvalidValueError('is missing');
}
