import { isUtf8 } from 'node:buffer';
import { guessEncoding } from './encoding-guess.js';
import { InputError } from './input-error.js';
import type { Source } from './lines.js';

/** Bytes from which encoding and line ends are detected. */
const sampleSize = 1024 * 1024;
const [lineFeed, carriageReturn] = [10, 13];

/** The first bytes of a file. */
export const readSample = async (file: Source): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of file.chunks()) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= sampleSize) break;
  }
  return Buffer.concat(chunks);
};

/** Whether the Encoding Standard (WHATWG) has an encoding with this name, and Node can decode it. */
export const isEncoding = (name: string): boolean => {
  try {
    new TextDecoder(name);
    return true;
  } catch {
    return false;
  }
};

const byteOrderMarks = { 'utf-8': 'efbbbf', 'utf-16le': 'fffe', 'utf-16be': 'feff' };

const markedEncoding = (sample: Buffer): string | undefined => {
  const start = sample.toString('hex', 0, 3);
  return Object.entries(byteOrderMarks).find(([, mark]) => start.startsWith(mark))?.[0];
};

/**
 * In UTF-16, one of the two bytes of each ASCII character is NUL, always the same one. Other text has hardly any NUL.
 */
const detectUtf16 = (sample: Buffer): 'utf-16le' | 'utf-16be' | undefined => {
  const zeros = [0, 0];
  for (let at = sample.indexOf(0); at !== -1; at = sample.indexOf(0, at + 1))
    zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  if (Math.max(even, odd) < Math.max(4, sample.length / 20) || Math.min(even, odd) * 8 > Math.max(even, odd))
    return;
  return odd > even ? 'utf-16le' : 'utf-16be';
};

/** Whether nearly all characters beyond ASCII are valid UTF-8. A sample may end within a character. */
const isMostlyUtf8 = (sample: Buffer): boolean => {
  if (isUtf8(sample)) return true;
  const text = sample.toString('utf8');
  const invalid = text.match(/\ufffd/g)?.length ?? 0;
  const valid = text.match(/[^\0-\x7f\ufffd]/gu)?.length ?? 0;
  const isCutOff = /\ufffd$/.test(text) && sample.length >= sampleSize;
  return valid >= 3 * (invalid - (isCutOff ? 1 : 0));
};

const utf32Marks = ['fffe0000', '0000feff'];

const detectEncoding = (file: string, sample: Buffer): string => {
  const encoding = detectUtf16(sample) ?? (isMostlyUtf8(sample) ? 'utf-8' : undefined);
  if (encoding !== undefined) return encoding;
  const controls = sample.filter((byte) => byte < 32 && (byte < 9 || byte > 13));
  if (controls.length > sample.length / 50) throw new InputError(file, 'it is not a text file');
  const guess = guessEncoding(sample);
  throw new InputError(
    file,
    guess === undefined
      ? 'it is not valid UTF-8. Give its encoding, for example --encoding windows-1252'
      : `it is not valid UTF-8, and looks like ${guess}: --encoding ${guess}`,
  );
};

/** Encodes decoded text as UTF-8. What could not be decoded becomes an invalid byte, so that its line is rejected. */
const encodeText = (text: string): Buffer =>
  text.includes('\ufffd')
    ? Buffer.concat(
        text.split('\ufffd').flatMap((part, i) => [Buffer.alloc(i === 0 ? 0 : 1, 0xff), Buffer.from(part)]),
      )
    : Buffer.from(text);

async function* decodeChunks(chunks: AsyncIterable<Buffer>, encoding: string): AsyncGenerator<Buffer> {
  // Without `stream`, Node 20 takes windows-1252 for Latin-1: 0x80 would not be a euro sign.
  const decoder = new TextDecoder(encoding);
  for await (const chunk of chunks) yield encodeText(decoder.decode(chunk, { stream: true }));
  yield encodeText(decoder.decode());
}

async function* replaceCarriageReturns(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of chunks)
    yield chunk.map((byte) => (byte === carriageReturn ? lineFeed : byte)) as Buffer;
}

/**
 * The content of a file as UTF-8 with line feeds. A byte order mark determines the encoding. Line ends that are `\r` alone, as
 * on old Macs, are recognized if the beginning of the file has no others.
 *
 * @param encoding a name of the Encoding Standard (WHATWG); undefined: UTF-8, or UTF-16 if it looks like it
 * @throws InputError if the file is in another encoding; the message names the likely one
 */
export const openText = async (file: Source, encoding?: string): Promise<Source> => {
  const sample = await readSample(file);
  if (utf32Marks.includes(sample.toString('hex', 0, 4)))
    throw new InputError(file.name, 'it is UTF-32, which is not supported: save it as UTF-8');
  const found = markedEncoding(sample) ?? encoding ?? detectEncoding(file.name, sample);
  const isAlreadyUtf8 = new TextDecoder(found).encoding === 'utf-8';
  const decoded = (): AsyncIterable<Buffer> =>
    isAlreadyUtf8 ? file.chunks() : decodeChunks(file.chunks(), found);
  const start = isAlreadyUtf8 ? sample : encodeText(new TextDecoder(found).decode(sample));
  const hasOtherEnds = start.includes(carriageReturn) && !start.includes(lineFeed);
  return {
    name: file.name,
    ...(!isAlreadyUtf8 && { encoding: found }),
    chunks: () => (hasOtherEnds ? replaceCarriageReturns(decoded()) : decoded()),
  };
};
