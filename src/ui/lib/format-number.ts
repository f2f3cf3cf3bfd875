import { locale } from '../i18n/language.ts';

const format = new Intl.NumberFormat(locale);

/** A count as this person's language and region write it: `1,000` or `1.000`. */
export function formatNumber(count: number): string {
  return format.format(count);
}
