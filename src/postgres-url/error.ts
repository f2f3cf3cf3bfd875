/**
 * Describes what is wrong with a URL. The message continues the variable's name and contains no
 * part of the URL.
 */
export class InvalidPostgresUrlError extends Error {
  override readonly name = 'InvalidPostgresUrlError';
}
