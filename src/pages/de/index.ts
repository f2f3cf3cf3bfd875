import type { Messages } from '../en/index.ts';
import { documentation } from './documentation.ts';
import { errors } from './errors.ts';
import { frame } from './frame.ts';
import { install } from './install.ts';
import { privacy } from './privacy.ts';
import { support } from './support.ts';
import { terms } from './terms.ts';

export const de: Messages = { frame, errors, install, privacy, terms, support, documentation };
