import { createInterface } from 'node:readline/promises';

/** Prompts on the terminal. Without a terminal, the result is no. */
export async function confirmOnTerminal(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const response = await terminal.question(question);
  terminal.close();
  return /^y(es)?$/i.test(response.trim());
}
