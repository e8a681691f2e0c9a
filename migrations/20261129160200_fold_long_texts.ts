import type { Knex } from 'knex';

/**
 * `fold` returns what it returned before. It used to translate the letters of the whole text and then cut it to 300; now
 * it cuts first. A text of 300 characters may decompose into thousands, and each is looked up in a list of hundreds.
 */
export const up = (knex: Knex) => knex.raw(folding('left(', ', 300)'));
export const down = (knex: Knex) => knex.raw(folding('', ''));

/** Capital letters that have small ones and no parts, of the scripts that have both. Later ones are left as they are. */
const capitals = Array.from({ length: 0x590 - 0x80 }, (_, i) => String.fromCodePoint(0x80 + i)).filter(
  (letter) =>
    letter.normalize('NFKD') === letter &&
    /^.$/u.test(letter.toLowerCase()) &&
    letter.toLowerCase() !== letter,
);
/** Letters that people type without their strokes, since they have no accent that could be taken away. */
const plain = { ø: 'o', ł: 'l', đ: 'd', ð: 'd', ħ: 'h', ŧ: 't', ı: 'i', ς: 'σ' } as Record<string, string>;
const small = capitals.map((letter) => letter.toLowerCase()).map((letter) => plain[letter] ?? letter);
const strokes = Object.keys(plain);

const folding = (cut: string, to: string) => `
  create or replace function fold(value text) returns text language plpgsql immutable parallel safe as $$
  begin
    return left(
      case when value ~ '^[\\x01-\\x7f]*$' then lower(value collate "C")
      else replace(replace(replace(replace(
        lower(translate(
          ${cut}regexp_replace(normalize(value, NFKD), '[\\u0300-\\u036f]', '', 'g')${to},
          '${[...capitals, ...strokes].join('')}',
          '${[...small, ...Object.values(plain)].join('')}') collate "C"),
        'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'), 'ß', 'ss')
      end, 300);
  end $$`;
