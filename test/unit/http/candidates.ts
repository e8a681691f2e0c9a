import type { JsonSchema } from '../../support/arbitraries.js';

/**
 * Text of every class that a pattern or a format distinguishes, and of neighbouring ones. No hidden characters: their rule
 * depends on the characters around them, so the document states it in words.
 */
const texts = [
  ...['', ' ', 'a', 'ab', ' a', 'a ', 'a b', '\u00a0a', 'a\u3000', '\ufeffa', 'é', '🎬', '🎬🎬', '語'],
  ...['a\tb', 'a\nb', 'a\rb', 'a\u0000b', 'a\u007f', 'a\u0085b', 'a\u009fb', 'a\u00a0b'],
  ...['nm0000001', 'nm000001', 'nm12345678901', 'nm1234567890', 'tt0000001', 'tt٠٠٠٠٠٠٠', 'xtt0000001'],
  ...['ada@example.com', 'ada@bücher.example', 'ada@example', '@example.com', 'ada@', 'a@b@example.com'],
  ...['ada @example.com', 'ada@exam\u0000ple.com', 'ада@example.com', 'ada', 'ada@example..com'],
  ...['2026-11-25T17:00:00Z', '2026-11-25t17:00:00.123456789z', '2026-11-25T17:00:00+23:59'],
  ...['2026-11-25', '2026-11-25T17:00:00', '2026-02-30T00:00:00Z', '2026-13-01T00:00:00Z'],
  ...['2026-11-25T24:00:00Z', '2026-11-25T17:60:00Z', '2026-11-25T17:00:00+24:00', '2024-02-29T00:00:00Z'],
  ...['2025-02-29T00:00:00Z', '2026-11-25T17:00:00.1234567890Z', '2026-11-25T17:00:00.Z'],
  ...['018f3b2c-0000-7000-8000-00000000abcd', '018F3B2C-0000-7000-8000-00000000ABCD'],
  ...['018f3b2c000070008000-00000000abcd', '{018f3b2c-0000-7000-8000-00000000abcd}', 'not-a-uuid'],
  ...['session.started', 'session', 'Session.started', 'user', '12', '012', '0', '-1', '2147483647'],
  ...['drama', 'drama,comedy', 'drama,', 'drama,,comedy', 'drama, comedy', 'Drama', 'no-genre'],
  ...['id', 'id,title', 'id,name', 'title,id,title', 'body', 'cookie', 'admin', 'exact', 'author', 'true'],
  ...['toString', '__proto__', 'null', '0123456789abcdef', '0123456789ABCDEF', '0123456789abcde'],
];

const others = [
  ...[null, true, false, 0, -0, 1, -1, 1.5, 1e21, 2 ** 31, {}, { a: 1 }, { key: 'x' }],
  ...[[], ['drama'], ['drama', 'drama'], ['drama', 'no-genre'], [null], [1], [[]]],
];

/** Values for a member with this schema: at each of its limits, over them, and of every other type. */
export const candidatesFor = (schema: JsonSchema): unknown[] => {
  const {
    minimum,
    maximum,
    minLength,
    maxLength,
    maxItems,
    items,
    additionalProperties,
    enum: values = [],
  } = schema;
  const lengths = [minLength, maxLength].flatMap((n) => (n === undefined ? [] : [n - 1, n, n + 1]));
  const numbers = [minimum, maximum].flatMap((n) => (n === undefined ? [] : [n - 1, n, n + 1]));
  const words = items?.enum ?? [];
  const nested = Object.entries(schema.properties ?? {}).flatMap(([name, its]) =>
    candidatesFor(its).map((value) => ({ [name]: value })),
  );
  const mapped =
    typeof additionalProperties === 'object'
      ? candidatesFor(additionalProperties).map((value) => ({ key: value }))
      : [];
  const counts = maxItems === undefined ? [] : [maxItems, maxItems + 1];
  return [
    ...values,
    ...nested,
    ...mapped,
    ...values.map((value) => String(value).toUpperCase()),
    ...numbers,
    ...numbers.map(String),
    ...lengths.filter((n) => n >= 0).flatMap((n) => ['x'.repeat(n), '🎬'.repeat(n)]),
    ...counts.map((n) => words.slice(0, n)),
    ...words.slice(0, 1).flatMap((word) => [[word], [word, word]]),
    ...texts,
    ...others,
  ];
};
