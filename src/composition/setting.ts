import type Joi from 'joi';

/**
 * A setting: its description, which `npm run docs:settings` copies to docs/settings.md and .env.example, and its rules.
 * @param shownDefault says what the default is, where it depends on other things
 */
export const setting = <Schema extends Joi.Schema>(
  description: string,
  rules: Schema,
  shownDefault?: string,
): Schema =>
  (shownDefault === undefined ? rules : rules.meta({ shownDefault })).description(description) as Schema;
