import { en, type Strings } from './en/index.ts';
import { language } from './language.ts';

export type { Strings } from './en/index.ts';

/**
 * Loaded before the script of any screen runs, so that modules can use it at the top level.
 * Choosing another language reloads the page.
 */
export const strings: Strings = language === 'de' ? await loadGerman() : en;

/** The German script must not import the main script, which waits for it here. */
async function loadGerman(): Promise<Strings> {
  const { de } = await import('./de/index.ts');
  const services = { ...en.destinations.services, ...de.destinations.services };
  return { ...de, destinations: { ...de.destinations, services } };
}
