import type { Client } from 'pg';
import type { Random } from '../history/random.js';
import { realTitles } from '../lists/real-titles.js';

/** The most expensive texts that a search accepts, by description. */
export type HostileTexts = Readonly<Record<string, string>>;

const maxLength = 200;
const joined = (words: readonly string[]) => words.join(' ').slice(0, maxLength);

const misspelled = (word: string, random: Random) => {
  const at = random.between(1, word.length - 2);
  return word.slice(0, at) + random.pick([...'qxzjkw']) + word.slice(at + 1);
};

/**
 * Adds short words to generated titles, as real titles have them: "a" to most, and every letter and pair of letters to some.
 * Real titles stay unchanged, since the check searches for them.
 */
export const addShortWords = async (client: Client): Promise<void> => {
  await client.query(
    `update movies set title = left(concat_ws(' ', title,
       case when id % 3 > 0 then 'a' end,
       case when id % 2 > 0 then chr(97 + id * 7 % 26) end,
       case when id % 5 = 0 then chr(97 + id * 11 % 26) || chr(97 + id * 17 / 26 % 26) end), 300)
     where title not in (select unnest($1::text[]))`,
    [realTitles()],
  );
  await client.query('vacuum analyze');
};

/** @param client connected to a database with movies and their vocabulary */
export const hostileTexts = async (client: Client, random: Random): Promise<HostileTexts> => {
  const { rows: common } = await client.query<{ word: string }>(
    `select word from (select title from movies order by id limit 50000) as titles, unnest(words_in(title)) as word
     group by word order by count(*) desc, word limit 400`,
  );
  const { rows: long } = await client.query<{ word: string }>(
    `select word from vocabulary where length(word) between 10 and 12 and word ~ '^[a-z]+$' order by md5(word) limit 200`,
  );
  const words = common.map(({ word }) => word);
  const short = words.filter((word) => word.length <= 3);
  const longWords = random.shuffled(long.map(({ word }) => word)).slice(0, 16);
  return {
    'one letter, a hundred times': 'a '.repeat(100).trim(),
    'a hundred letters': joined(
      Array.from({ length: 100 }, (_, i) => 'abcdefghijklmnopqrstuvwxyz0123456789'[i % 36] as string),
    ),
    'common words': joined(words.slice(0, 100)),
    'common short words': joined(short),
    'common words, each misspelled': joined(
      words
        .filter((word) => word.length >= 4)
        .slice(0, 40)
        .map((word) => misspelled(word, random)),
    ),
    'two common words and a begun letter': 'the of a',
    'one common word': 'the',
    'one letter': 'e',
    'sixteen long words, misspelled': joined(longWords.map((word) => misspelled(word, random))),
    'eight long words, misspelled': joined(longWords.slice(0, 8).map((word) => misspelled(word, random))),
    'one word of 200 letters': Array.from({ length: maxLength }, () => random.pick([...'etaoinshr'])).join(
      '',
    ),
    'one word of many short ones': short.join('').slice(0, 30),
    'one letter 200 times': 'a'.repeat(maxLength),
    'letters that fold to several': 'ﷺ'.repeat(maxLength),
    'emoji and marks': joined(Array.from({ length: 60 }, () => '🙂́ ж')),
    wildcards: joined(Array.from({ length: 60 }, () => '%_*')),
    operators: joined(Array.from({ length: 50 }, (_, i) => `a${i % 10}:* & !b`)),
  };
};
