import { domainToASCII, domainToUnicode } from 'node:url';
import type Joi from 'joi';
import {
  findInvisible,
  findUnneededInvisible,
  hasVisibleCharacter,
  normalizeText,
} from '../../core/shared/text.js';

/** The rule, as the OpenAPI document states it. */
export const textRule =
  'Names, titles and keys contain at least one visible character. Characters that are invisible or change the ' +
  'direction of text (zero-width characters, soft hyphens, bidirectional controls) are rejected, except where a ' +
  'script requires them: ZWJ and ZWNJ between letters of scripts that have joiners and within emoji, variation ' +
  'selectors after a character, LRM, RLM and ALM in text with Hebrew or Arabic letters. Names and source ids are ' +
  'stored in Unicode form NFC with single ordinary spaces. In emails, all of these characters are rejected. A domain in ' +
  'its `xn--` form is stored in its Unicode form: both are the same address.';

/**
 * The messages of these rules. They belong to the type, because Joi merges the messages of a schema at each validation.
 */
export const visibleTextMessages = {
  'string.hidden':
    '{{#label}} contains {{#character}}, which is invisible or changes the direction of text: remove it',
  'string.invisible': '{{#label}} must contain a visible character',
};

type Check = Joi.CustomValidator<string>;

/** Applies a check to bodies only. Queries (recognised by `convert`) may look for texts stored before the rule. */
const bodiesOnly =
  (check: Check): Check =>
  (value, helpers) =>
    helpers.prefs.convert ? value : check(value, helpers);

const requireVisible: Check = (value, { error }) => {
  // Another rule rejects control characters. One error is enough.
  if (/\p{Cc}/u.test(value)) return value;
  const character = findUnneededInvisible(value);
  if (character !== undefined) return error('string.hidden', { character });
  return hasVisibleCharacter(value) ? value : error('string.invisible');
};

/** A line of text without hidden characters. */
export const visibleText = (line: Joi.StringSchema): Joi.StringSchema =>
  line.custom(bodiesOnly(requireVisible));

/**
 * A name or a key, converted to NFC. Its length is checked again, because NFC is longer for a few characters. If it was too
 * long before, it has that error already.
 */
export const inOneForm = (line: Joi.StringSchema, max: number): Joi.StringSchema =>
  line.custom(
    bodiesOnly((value, { error }) => {
      const form = normalizeText(value);
      const isLonger = [...form].length > max && [...value].length <= max;
      return isLonger ? error('string.max', { limit: max, value }) : form;
    }),
  );

/**
 * An email whose domain is in Unicode (UTS #46), so that `user@bücher.example` and `user@xn--bcher-kva.example` are one
 * address. An ASCII domain stays as it is: `domainToASCII` would read `1.2.3` as an IPv4 address.
 */
const withUnicodeDomain = (email: string): string => {
  const at = email.lastIndexOf('@') + 1;
  const domain = email.slice(at);
  // UTS #46 would remove a hidden character, and so change the domain of an email stored with one.
  if (!/[^\0-\x7f]|(?:^|\.)xn--/i.test(domain) || findInvisible(domain) !== undefined) return email;
  return `${email.slice(0, at)}${domainToUnicode(domainToASCII(domain)) || domain}`;
};

/** An email to look up. Hidden characters are allowed, because older emails may contain them. */
export const inUnicode = (email: Joi.StringSchema): Joi.StringSchema => email.custom(withUnicodeDomain);

/** An email to store. */
export const visibleEmail = (email: Joi.StringSchema): Joi.StringSchema =>
  inUnicode(email).custom((value: string, { error }) => {
    const character = findInvisible(value);
    return character === undefined ? value : error('string.hidden', { character });
  });
