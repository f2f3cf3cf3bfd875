import type { NodeOptions } from './uplink.ts';

/**
 * V8's default on a machine with 256 MB. On a larger machine V8 collects garbage later, and a
 * benchmark of memory would measure that.
 */
export const smallMachine: NodeOptions = { nodeArgs: ['--max-old-space-size=128'] };
