import { locale } from '../i18n/language.ts';

const format = new Intl.NumberFormat(locale);

/** A number in the format of the user's language and region: `1,000` or `1.000`. */
export function formatNumber(count: number): string {
  return format.format(count);
}
