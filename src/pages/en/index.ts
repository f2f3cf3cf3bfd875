import { documentation } from './documentation.ts';
import { errors } from './errors.ts';
import { frame } from './frame.ts';
import { install } from './install.ts';
import { privacy } from './privacy.ts';
import { support } from './support.ts';
import { terms } from './terms.ts';

/** Every text of the pages that the server renders. */
export const en = { frame, errors, install, privacy, terms, support, documentation };

/** Every other language is an object of this type, so that no text can be missing. */
export type Messages = typeof en;
