import type { Language } from '../language.ts';
import { de } from './de/index.ts';
import { en, type Messages } from './en/index.ts';

/** Page texts by language. */
export const messages: Readonly<Record<Language, Messages>> = { en, de };
