/**
 * Loads tsx into Stryker's worker process. tsx reports each module to the parent process as an
 * object, for its watch mode; Stryker's channel accepts only strings.
 */
const send = process.send?.bind(process);
if (send) process.send = (message, ...rest) => typeof message !== 'string' || send(message, ...rest);
await import('tsx');
