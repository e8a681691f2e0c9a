/** Groups of three digits are separated by commas, spaces or apostrophes; by points only if there are two of them. */
const grouped =
  /^[+-]?\d{1,3}(?:(?:,\d{3})+|(?:[ \u00a0\u2009\u202f]\d{3})+|(?:['’]\d{3})+|(?:\.\d{3}){2,})$/;
/** `2001.0` as pandas writes it, and `2001,0`. Three zeros may be a group, unless there are four digits in front of them. */
const whole = /^([+-]?\d+)(?:[.,]0{1,2}|\.0{4,})?$|^([+-]?\d{4,})\.000$/;

/** The whole number in a text; undefined if there is none, or it is ambiguous: `1.000` is 1 or 1,000. */
export const readNumber = (text: string): number | undefined => {
  const [, digits, longDigits] = whole.exec(text) ?? [];
  const plain = digits ?? longDigits ?? (grouped.test(text) ? text.replaceAll(/[^\d+-]/g, '') : undefined);
  const number = Number(plain ?? Number.NaN);
  // + 0: not -0.
  return Number.isSafeInteger(number) ? number + 0 : undefined;
};

const month = '(?:0?[1-9]|1[0-2])';
const day = '(?:0?[1-9]|[12]\\d|3[01])';
const monthName = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\\.?';
/** A year in brackets, and dates whose year is certain, even where the order of day and month is not. */
const dates = [
  '\\((\\d{4})\\)',
  `(\\d{4})([-/.])${month}(?:\\2${day})?(?:[T ]\\d{1,2}:\\d{2}.*)?`,
  `${day}([-/.])${day}\\1(\\d{4})`,
  `${monthName}(?: ${day}(?:st|nd|rd|th)?)?,? (\\d{4})`,
  `${day}(?:st|nd|rd|th)?[ -]${monthName}[, -]{1,2}(\\d{4})`,
].map((pattern) => new RegExp(`^${pattern}$`, 'i'));

/** The year in a text, which may be a date: `2009-12-10`, `10/12/2009`, `September 25, 2021`. */
export const readYear = (text: string): number | undefined => {
  const number = readNumber(text);
  if (number !== undefined) return number;
  for (const date of dates) {
    const year = date
      .exec(text)
      ?.slice(1)
      .find((group) => group?.length === 4);
    if (year !== undefined) return Number(year);
  }
  return undefined;
};

const number = "[\\d.,'’ \\u00a0\\u2009\\u202f]*\\d";
const minuteWord = "(?:min(?:ute)?s?\\.?|m|['′])";
const onlyMinutes = new RegExp(`^(${number})\\s*${minuteWord}$`, 'i');
/** `1h 22m`, `1 hour, 22 minutes`, `2h`, `1h22`; ISO 8601: `PT1H22M`, `PT82M`; `01:22:00`. */
const hours = [
  new RegExp(`^(\\d{1,4})\\s*h(?:(?:ou)?rs?)?\\.?(?:(?:,|\\s+and)?\\s*([0-5]?\\d)\\s*${minuteWord}?)?$`, 'i'),
  /^PT(?:(\d{1,4})H)?(?:(\d{1,6})M)?(?:0+S)?$/,
  /^(\d{1,3}):([0-5]\d):00$/,
];

/** A number of minutes: `142`, `142 min`, `1h 22m`. */
export const readMinutes = (text: string): number | undefined => {
  const minutes = readNumber(onlyMinutes.exec(text)?.[1] ?? text);
  if (minutes !== undefined) return minutes;
  for (const pattern of hours) {
    const [, hour, minute] = pattern.exec(text) ?? [];
    if (hour !== undefined || minute !== undefined) return 60 * Number(hour ?? 0) + Number(minute ?? 0);
  }
  return undefined;
};

const countOf = (words: string) => {
  const pattern = new RegExp(`^(${number})\\s*(?:${words})$`, 'i');
  return (text: string): number | undefined => readNumber(pattern.exec(text)?.[1] ?? text);
};
/** `4 Seasons`, `2 Season`, `4` */
export const readSeasons = countOf('seasons?|series');
/** `38 Episodes`, `38 eps`, `38` */
export const readEpisodes = countOf('episodes?|eps?\\.?');
