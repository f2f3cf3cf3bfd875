import { InvalidValueError } from './invalid-value-error.ts';
import type { Variable } from './variable.ts';

interface Bounds {
  readonly from: number;
  readonly to: number;
}

/** Digits only: no sign, exponent or other notation that `Number` accepts. */
export function wholeNumber(fallback: number, { from, to }: Bounds): Variable<number> {
  return {
    fallback,
    hint: `use a whole number from ${from} to ${to}, or leave it out for ${fallback}`,
    parse: (text) => {
      if (!/^(?:0|[1-9]\d{0,9})$/.test(text)) throw new InvalidValueError('is not a whole number');
      return within({ from, to }, Number(text));
    },
  };
}

/** A duration, which may be a decimal: half an hour is `0.5`. */
export function duration(unit: string, fallback: number, { from, to }: Bounds): Variable<number> {
  return {
    fallback,
    hint: `use a number of ${unit} from ${from} to ${to}, or leave it out for ${fallback}`,
    parse: (text) => {
      if (!/^(?:0|[1-9]\d{0,9})(?:\.\d{1,9})?$/.test(text)) throw new InvalidValueError('is not a number');
      return within({ from, to }, Number(text));
    },
  };
}

export function port(fallback: number): Variable<number> {
  return wholeNumber(fallback, { from: 0, to: 65_535 });
}

function within({ from, to }: Bounds, number: number): number {
  if (number < from || number > to) throw new InvalidValueError('is out of range');
  return number;
}
