/** Describes what is wrong with a value, without the value. */
export class InvalidValueError extends Error {}
