import { analyse } from 'chardet';

/** The names of the Encoding Standard, by those of the detection. */
const standardNames: Readonly<Record<string, string>> = {
  'iso-8859-1': 'windows-1252',
  'iso-8859-9': 'windows-1254',
  gb18030: 'gbk',
};

/** What Windows writes, where the text is the same in both. */
const windowsNames: Readonly<Record<string, string>> = {
  'iso-8859-2': 'windows-1250',
  'iso-8859-7': 'windows-1253',
};

/** Common encodings of Latin letters, of other alphabets, and of two bytes per character. Any other is detected by chance. */
const latin = ['iso-8859-1', 'windows-1252', 'iso-8859-2', 'windows-1250', 'iso-8859-9', 'windows-1254'];
const otherLetters = ['windows-1251', 'koi8-r', 'iso-8859-7', 'windows-1253', 'windows-1255', 'windows-1256'];
const paired = ['gb18030', 'shift_jis', 'euc-kr', 'euc-jp', 'big5'];

/** The confidence, in percent, from which the detection of a paired encoding is reliable: about ten characters. */
const minConfidence = 50;

const decodes = (encoding: string, sample: Buffer): boolean => {
  try {
    // A sample may end within a character.
    new TextDecoder(encoding, { fatal: true }).decode(sample, { stream: true });
    return true;
  } catch {
    return false;
  }
};

/** Guesses a paired encoding by the ranges of its frequent characters, for which a few titles are enough. */
const guessPaired = (bytes: string): string | undefined => {
  const words = bytes.match(/(?:[\x81-\xfe][\x40-\x7e\x80-\xfe])+/g) ?? [];
  const pairs = words.join('').match(/[\s\S]{2}/g) ?? [];
  const share = (pattern: RegExp) => pairs.filter((pair) => pattern.test(pair)).length / pairs.length;
  // Latin letters with accents seldom stand side by side.
  const inWords = words.filter((word) => word.length > 2).join('').length / 2;
  if (pairs.length < 2 || inWords < 0.7 * pairs.length) return undefined;
  if (share(/^[\x81-\x9f]/) >= 0.5) return 'shift_jis';
  if (share(/^[\xa4-\xf9][\x40-\x7e]/) >= 0.15) return 'big5';
  if (share(/^[\xa4\xa5]/) >= 0.2) return 'euc-jp';
  if (share(/^[\xb0-\xc8]/) === 1 && pairs.length >= 4) return 'euc-kr';
  // The small letters of KOI8-R are in this range, too.
  return share(/^[\xb0-\xd7]/) >= 0.7 && share(/^[\xc0-\xdf]{2}/) < 0.6 ? 'gbk' : undefined;
};

/**
 * Guesses the encoding of text that is not Unicode.
 *
 * @returns a name of the Encoding Standard (WHATWG); undefined: none is likely
 */
export const guessEncoding = (sample: Buffer): string | undefined => {
  const bytes = sample.toString('latin1');
  const found = analyse(sample)
    .map(({ name, confidence }) => ({ name: name.toLowerCase(), confidence }))
    .filter(({ name }) => [...latin, ...otherLetters, ...paired].includes(name) && decodes(name, sample));
  const [best] = found.filter(({ name, confidence }) => paired.includes(name) && confidence >= minConfidence);
  const pairs = best?.name ?? guessPaired(bytes);
  if (pairs !== undefined && decodes(pairs, sample)) return standardNames[pairs] ?? pairs;
  const beyondAscii = bytes.match(/[\x80-\xff]/g)?.length ?? 0;
  const inRuns = bytes.match(/[\x80-\xff]{3,}/g)?.join('').length ?? 0;
  const letters = inRuns * 2 > beyondAscii ? otherLetters : latin;
  const name = found.find((one) => letters.includes(one.name))?.name;
  if (name === undefined) return undefined;
  const windows = windowsNames[name];
  const isSame =
    windows !== undefined && new TextDecoder(windows).decode(sample) === new TextDecoder(name).decode(sample);
  return isSame ? windows : (standardNames[name] ?? name);
};
