import { domainToASCII, domainToUnicode } from 'node:url';
import type Joi from 'joi';
import { anyHidden, isVisible, needlesslyHidden, oneForm } from '../../core/shared/text.js';

/** The rule, as the OpenAPI document states it. */
export const textRule =
  'Names, titles and keys contain at least one visible character. Characters that are invisible or change the ' +
  'direction of text (zero-width characters, soft hyphens, bidirectional controls) are rejected, except where the ' +
  'writing needs them: ZWJ and ZWNJ between letters of scripts that have joiners and within emoji, variation ' +
  'selectors after a character, LRM, RLM and ALM in text with Hebrew or Arabic letters. Names and source ids are ' +
  'stored in Unicode form NFC with single ordinary spaces. In emails, all of these characters are rejected; an ' +
  'internationalised domain and its `xn--` form are the same address, and stored as the former.';

const messages = {
  'string.hidden':
    '{{#label}} contains {{#character}}, which is invisible or changes the direction of text: remove it',
  'string.invisible': '{{#label}} must contain a visible character',
};

type Check = Joi.CustomValidator<string>;

/** A query is converted and may look for what was stored before the rule; a body is not. */
const inBodies =
  (check: Check): Check =>
  (value, helpers) =>
    helpers.prefs.convert ? value : check(value, helpers);

const requireVisible: Check = (value, { error }) => {
  // Another rule rejects control characters. One reason is enough.
  if (/\p{Cc}/u.test(value)) return value;
  const character = needlesslyHidden(value);
  if (character !== undefined) return error('string.hidden', { character });
  return isVisible(value) ? value : error('string.invisible');
};

/** Text of one line in which nothing is hidden. */
export const visibleText = (line: Joi.StringSchema): Joi.StringSchema =>
  line.custom(inBodies(requireVisible)).messages(messages);

/** A name or a key: the same, in one form. It is counted again, since NFC is longer for a few characters. */
export const inOneForm = (line: Joi.StringSchema, max: number): Joi.StringSchema =>
  line.custom(
    inBodies((value, { error }) => {
      const form = oneForm(value);
      return [...form].length > max ? error('string.max', { limit: max, value }) : form;
    }),
  );

/**
 * An email whose domain is in Unicode (UTS #46), so that `user@bücher.example` and `user@xn--bcher-kva.example` are one
 * address. An ASCII domain stays as it is: `domainToASCII` would read `1.2.3` as an IPv4 address.
 */
const withUnicodeDomain = (email: string): string => {
  const at = email.lastIndexOf('@') + 1;
  const domain = email.slice(at);
  // Of a stored email with a hidden character, which UTS #46 would remove, this is not the domain.
  if (!/[^\0-\x7f]|(?:^|\.)xn--/i.test(domain) || anyHidden(domain) !== undefined) return email;
  return `${email.slice(0, at)}${domainToUnicode(domainToASCII(domain)) || domain}`;
};

/** An email to look for. One with hidden characters may be stored. */
export const inUnicode = (email: Joi.StringSchema): Joi.StringSchema => email.custom(withUnicodeDomain);

/** An email to be stored. */
export const visibleEmail = (email: Joi.StringSchema): Joi.StringSchema =>
  inUnicode(email)
    .custom((value: string, { error }) => {
      const character = anyHidden(value);
      return character === undefined ? value : error('string.hidden', { character });
    })
    .messages(messages);
