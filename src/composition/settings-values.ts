import Joi from 'joi';

const units = { s: 1, m: 60, h: 3600, d: 86_400 };
const toSeconds = (text: string) => Number(text.slice(0, -1)) * units[text.slice(-1) as keyof typeof units];

/** A duration such as `15m`, converted to seconds. */
export const duration = (defaultText: string) =>
  Joi.string()
    .pattern(/^[1-9]\d{0,5}[smhd]$/, 'duration such as 90s, 15m, 12h or 7d')
    .custom(toSeconds)
    .default(toSeconds(defaultText))
    .meta({ shownDefault: defaultText }) as unknown as Joi.NumberSchema;

/** A rate limit such as `10/15m`: at most 10 in 15 minutes. */
export interface Rate {
  readonly max: number;
  readonly seconds: number;
}

const toRate = (text: string): Rate => {
  const [max = '', window = ''] = text.split('/');
  return { max: Number(max), seconds: toSeconds(window) };
};

const anyRate = () =>
  Joi.string()
    .pattern(/^[1-9]\d{0,6}\/[1-9]\d{0,5}[smhd]$/, 'number and a duration such as 10/15m')
    .custom(toRate);

/** A rate limit without a default. */
export const rateIfSet = () => anyRate() as unknown as Joi.ObjectSchema<Rate>;

export const rate = (defaultText: string) =>
  anyRate()
    .default(toRate(defaultText))
    .meta({ shownDefault: defaultText }) as unknown as Joi.ObjectSchema<Rate>;

/** A rate limit with a maximum window. */
export const rateWithin = (defaultText: string, maxSeconds: number) =>
  (rate(defaultText) as Joi.Schema)
    .custom((value: Rate, { error }) => (value.seconds > maxSeconds ? error('rate.window') : value))
    .messages({
      'rate.window': `{{#label}} must have a window of at most ${maxSeconds} seconds`,
    }) as Joi.ObjectSchema<Rate>;

export const rateOrOff = (defaultText: string) =>
  rate(defaultText).allow('off') as unknown as Joi.AlternativesSchema<Rate | 'off'>;

/** A boolean: true, 1, yes or on; false, 0, no or off. */
export const flag = () =>
  Joi.boolean()
    .truthy('1', 'yes', 'on')
    .falsy('0', 'no', 'off')
    .messages({ 'boolean.base': '{{#label}} must be true or false' });

/** One or more proxies, as in Express's `trust proxy`. */
export const proxy = Joi.alternatives(
  Joi.string().ip({ cidr: 'optional' }),
  Joi.string().valid('loopback', 'linklocal', 'uniquelocal'),
);

/** An email address with an optional display name, in quotes if it has commas or dots (RFC 5322 section 3.4). */
export const sender = () =>
  Joi.string().pattern(
    /^((?:[^<>@,;:"\p{Cc}]+|"[^"\\\p{Cc}]+") ?<[^<>@\s,;]+@[^<>@\s,;]+>|<[^<>@\s,;]+@[^<>@\s,;]+>|[^<>@\s,;]+@[^<>@\s,;]+)$/u,
    'sender such as films@example.com or Films <films@example.com>',
  );
