import Joi from 'joi';

const units = { s: 1, m: 60, h: 3600, d: 86_400 };
const toSeconds = (text: string) => Number(text.slice(0, -1)) * units[text.slice(-1) as keyof typeof units];

/** A span of time such as `15m`, kept in seconds. */
export const duration = (defaultText: string) =>
  Joi.string()
    .pattern(/^[1-9]\d{0,5}[smhd]$/, 'duration such as 90s, 15m, 12h or 7d')
    .custom(toSeconds)
    .default(toSeconds(defaultText))
    .meta({ shownDefault: defaultText }) as unknown as Joi.NumberSchema;

/** How often something may be done, such as `10/15m`. */
export interface Rate {
  readonly most: number;
  readonly seconds: number;
}

const toRate = (text: string): Rate => {
  const [most = '', span = ''] = text.split('/');
  return { most: Number(most), seconds: toSeconds(span) };
};

export const rate = (defaultText: string) =>
  Joi.string()
    .pattern(/^[1-9]\d{0,6}\/[1-9]\d{0,5}[smhd]$/, 'number and a duration such as 10/15m')
    .custom(toRate)
    .default(toRate(defaultText))
    .meta({ shownDefault: defaultText }) as unknown as Joi.ObjectSchema<Rate>;

/** A rate whose window has at most so many seconds. */
export const rateWithin = (defaultText: string, maxSeconds: number) =>
  (rate(defaultText) as Joi.Schema)
    .custom((value: Rate, { error }) => (value.seconds > maxSeconds ? error('rate.window') : value))
    .messages({
      'rate.window': `{{#label}} must have a window of at most ${maxSeconds} seconds`,
    }) as Joi.ObjectSchema<Rate>;

export const rateOrOff = (defaultText: string) =>
  rate(defaultText).allow('off') as unknown as Joi.AlternativesSchema<Rate | 'off'>;

/** Yes or no, in the words that other programs take too. */
export const flag = () =>
  Joi.boolean()
    .truthy('1', 'yes', 'on')
    .falsy('0', 'no', 'off')
    .messages({ 'boolean.base': '{{#label}} must be true or false' });

/** One or many proxies, as Express names them. */
export const proxy = Joi.alternatives(
  Joi.string().ip({ cidr: 'optional' }),
  Joi.string().valid('loopback', 'linklocal', 'uniquelocal'),
);

/** An address, with a name in front or without (RFC 5322 section 3.4: a name with commas or dots is in quotes). */
export const sender = () =>
  Joi.string().pattern(
    /^((?:[^<>@,;:"\p{Cc}]+|"[^"\\\p{Cc}]+") ?<[^<>@\s,;]+@[^<>@\s,;]+>|<[^<>@\s,;]+@[^<>@\s,;]+>|[^<>@\s,;]+@[^<>@\s,;]+)$/u,
    'sender such as films@example.com or Films <films@example.com>',
  );
