import type { Language } from '../language.ts';
import { documentation } from './english/documentation.ts';
import { errors } from './english/errors.ts';
import { frame } from './english/frame.ts';
import { install } from './english/install.ts';
import { privacy } from './english/privacy.ts';
import { support } from './english/support.ts';
import { terms } from './english/terms.ts';
import { german } from './german/german.ts';

/** Every word of the pages that the server writes. */
const english = { frame, errors, install, privacy, terms, support, documentation };

/** A second language is a second object of this type, so that it can leave no sentence out. */
export type Words = typeof english;

export const words: Readonly<Record<Language, Words>> = { en: english, de: german };
