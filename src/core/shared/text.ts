/**
 * Characters that are invisible, or change the direction of others: Unicode's Default_Ignorable_Code_Point (zero-width
 * characters, soft hyphens, bidirectional controls, Hangul fillers, tags) and interlinear annotation.
 */
const invisible = /[\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]/u;
const allInvisible = new RegExp(invisible, 'gu');
const visible = /(?![\p{Default_Ignorable_Code_Point}\u2800])[\p{L}\p{N}\p{P}\p{S}]/u;

/** Letters of scripts that use joiners. Between other letters, joiners have no visible effect. */
const joiningLetter = String.raw`(?![\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])[\p{L}\p{M}]`;
const rightToLeft =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;
const needed = new RegExp(
  [
    // ZWNJ and ZWJ within words (Persian, Indic scripts) and within emoji (👩‍🎤).
    String.raw`(?<=${joiningLetter}|\p{Extended_Pictographic}|\p{Emoji_Modifier})[\u200c\u200d](?=${joiningLetter}|\p{Extended_Pictographic})`,
    // Variation selectors after a character: ❤️, 葛󠄀, Mongolian letters.
    String.raw`(?<=[\p{L}\p{N}\p{P}\p{S}])[\ufe00-\ufe0f\u180b-\u180d\u180f\u{e0100}-\u{e01ef}]`,
    // Flags of regions: 🏴󠁧󠁢󠁳󠁣󠁴󠁿.
    String.raw`(?<=\u{1f3f4})[\u{e0030}-\u{e0039}\u{e0061}-\u{e007a}]{1,6}\u{e007f}`,
  ].join('|'),
  'gu',
);
/** LRM, RLM and ALM. */
const directionMarks = /[\u200e\u200f\u061c]/g;

/** `U+200B` */
const codePoint = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

/** The first invisible character of a text, as `U+200B`. */
export const findInvisible = (text: string): string | undefined => {
  const [found] = invisible.exec(text) ?? [];
  return found && codePoint(found);
};

/** The text without its invisible characters. */
export const removeInvisible = (text: string): string => text.replace(allInvisible, '');

/**
 * The first invisible character of a name or title that its script does not need, as `U+200B`. Allowed are joiners
 * between letters of scripts that use them and within emoji, variation selectors, and direction marks in text with
 * right-to-left letters; never overrides, embeddings and isolates (UAX #9, UTS #39, UTR #36).
 */
export const findUnneededInvisible = (text: string): string | undefined => {
  const rest = text.replace(needed, '');
  return findInvisible(rightToLeft.test(rest) ? rest.replace(directionMarks, '') : rest);
};

/** Whether the text has a visible letter, digit or symbol. */
export const hasVisibleCharacter = (text: string): boolean => visible.test(text);

/** Printable ASCII with single spaces between words, as most names and keys are. Such text has only one form. */
const plain = /^(?:[!-~]+(?: [!-~]+)*)?$/;

/** The form in which names and keys are stored: NFC, with single ordinary spaces between words, trimmed. */
export const normalizeText = (text: string): string =>
  plain.test(text)
    ? text
    : text
        .normalize('NFC')
        .replace(/\p{Z}+/gu, ' ')
        .trim();

/** The forms in which a name or key may be stored: as given, normalized (`normalizeText`), or decomposed (older rows). */
export const storedForms = (text: string): string[] => {
  if (plain.test(text)) return [text];
  const form = normalizeText(text);
  return [...new Set([text, form, form.normalize('NFD')])];
};
