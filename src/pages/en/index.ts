import { documentation } from './documentation.ts';
import { errors } from './errors.ts';
import { frame } from './frame.ts';
import { install } from './install.ts';
import { privacy } from './privacy.ts';
import { support } from './support.ts';
import { terms } from './terms.ts';

/** English texts of the server-rendered pages. */
export const en = { frame, errors, install, privacy, terms, support, documentation };

/** Type of every translation, so that the compiler finds missing texts. */
export type Messages = typeof en;
