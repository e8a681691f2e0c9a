import { t } from '../texts.js';
import type { Field } from './fields.js';

/** `^tt[0-9]{7,10}$`: letters and digits. */
const digits = /^\^(\w+)\[0-9\]\{(\d+),(\d+)\}\$$/;

/** Returns what a text has to look like, as far as that can be said of the pattern. */
const patternError = (pattern: string, text: string): string => {
  const [, prefix, min, max] = digits.exec(pattern) ?? [];
  if (prefix && min && max) return t('form.digits', { prefix, min, max });
  return t(/\p{Cc}/u.test(text) ? 'form.controls' : 'form.pattern');
};

/** Engines without the flag `v` or `u` read some patterns otherwise; the service checks them in any case. */
const matches = (pattern: string, text: string) => {
  try {
    return new RegExp(pattern, 'u').test(text);
  } catch {
    return true;
  }
};

const isEmpty = (value: unknown) => value === null || value === undefined || value === '';

const numberError = ({ minimum, maximum }: Field['schema'], value: unknown): string | undefined => {
  if (typeof value !== 'number') return t('form.notInteger');
  if (minimum !== undefined && value < minimum) return t('form.tooSmall', { min: String(minimum) });
  if (maximum !== undefined && value > maximum) return t('form.tooLarge', { max: String(maximum) });
  return undefined;
};

const textError = ({ maxLength, pattern }: Field['schema'], value: string): string | undefined => {
  if (maxLength !== undefined && [...value].length > maxLength) return t('form.tooLong', { max: maxLength });
  if (pattern !== undefined && !matches(pattern, value.trim())) return patternError(pattern, value.trim());
  return undefined;
};

/** Returns what is wrong with the value of a field; undefined if nothing is. The service has the last word. */
export const errorOf = ({ type, schema, isRequired }: Field, value: unknown): string | undefined => {
  if (isEmpty(value)) return isRequired ? t('form.missing') : undefined;
  if (type === 'integer' || type === 'number') return numberError(schema, value);
  return typeof value === 'string' ? textError(schema, value) : undefined;
};

/** `1994` → 1994, an emptied field → null. Other text is kept, for the message about it. */
export const parsedNumber = (text: string): number | string | null => {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  return /^-?\d{1,15}$/.test(trimmed) ? Number(trimmed) : text;
};
