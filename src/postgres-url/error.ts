/** What is wrong with a URL, in words that follow the variable's name; never a part of the URL. */
export class InvalidPostgresUrlError extends Error {
  override readonly name = 'InvalidPostgresUrlError';
}
