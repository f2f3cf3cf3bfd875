import { textOf } from './file-value.ts';
import { InvalidValueError } from './invalid-value-error.ts';

/**
 * One environment variable: how to parse its value, and what to report to the operator if that
 * fails.
 */
export interface Variable<Value> {
  /**
   * @throws {InvalidValueError} with a message that continues the variable's name and does not
   * contain the value
   */
  readonly parse: (text: string) => Value;
  /** How to make a valid value. Ends the error message. */
  readonly hint: string;
  /** Value if the variable is not set. Without it, the variable is required. */
  readonly fallback?: Value;
}

export type Environment = Readonly<Record<string, string | undefined>>;
export type Variables = Readonly<Record<string, Variable<unknown>>>;
export type Values<Table extends Variables> = {
  readonly [Name in keyof Table]: ReturnType<Table[Name]['parse']>;
};

/**
 * Parses all variables of the table. Returns the valid values and an error message for each invalid
 * one. A value is taken from `NAME`, or from the file that `NAME_FILE` names. Surrounding white
 * space, a frequent result of copying, is removed; a value of white space only counts as not set.
 */
export function readVariables<Table extends Variables>(table: Table, env: Environment) {
  const values: Record<string, unknown> = {};
  const errors = new Map<string, string>();
  for (const [name, variable] of Object.entries(table)) {
    try {
      values[name] = read(variable, textOf(name, env));
    } catch (error) {
      if (!(error instanceof InvalidValueError)) throw error;
      errors.set(name, errorLine(name, error.message, variable));
    }
  }
  return { values: values as Partial<Values<Table>>, errors };
}

/** The error message of a variable: its name, what is wrong, and how to make a valid value. */
export function errorLine(name: string, problem: string, { hint }: Pick<Variable<unknown>, 'hint'>): string {
  return `${name} ${problem}: ${hint}`;
}

function read<Value>(variable: Variable<Value>, text: string): Value | undefined {
  if (text !== '') return variable.parse(text);
  if ('fallback' in variable) return variable.fallback;
  throw new InvalidValueError('is missing');
}
