import { isUtf8 } from 'node:buffer';
import type { InputFile } from './input-file.js';

/** Where lines come from. */
export type Source = Pick<InputFile, 'name' | 'chunks'>;

/** Bytes of the longest line that is read, and characters of the longest row: 200 times what a row of ours holds. */
export const longestLine = 1024 * 1024;

/** Why a line is not to be taken for what its text says. */
export type LineProblem = 'not-utf8' | 'too-long';

/** A line, from 1, without the `\n` at its end; a `\r` before that is part of it. */
export interface Line {
  readonly number: number;
  /** Of a line that is not UTF-8, its bytes as Latin-1; of one that is too long, nothing. */
  readonly text: string;
  readonly problem?: LineProblem;
}

const newline = 10;
const byteOrderMark = '\ufeff';

/**
 * Each line is made of its bytes by itself: were they cut from the text of all, whoever keeps a word of one would keep
 * everything, since V8 cuts by pointing into the whole.
 */
const decode = (bytes: Buffer, first: number): Line[] => {
  // Since no byte of a longer character is that of a newline, what is UTF-8 as a whole is so line by line.
  const isAllUtf8 = isUtf8(bytes);
  const lines: Line[] = [];
  for (let from = 0, to = 0; from <= bytes.length; from = to + 1) {
    const end = bytes.indexOf(newline, from);
    to = end === -1 ? bytes.length : end;
    const number = first + lines.length;
    lines.push(
      isAllUtf8 || isUtf8(bytes.subarray(from, to))
        ? { number, text: bytes.toString('utf8', from, to) }
        : { number, text: bytes.toString('latin1', from, to), problem: 'not-utf8' },
    );
  }
  return lines;
};

/**
 * The lines of a file, by as many as there are in what the file gives at a time. Holds one such piece and the
 * beginning of a line, however long that is.
 *
 * @throws InputError as the file does
 */
export async function* linesOf(file: Source): AsyncGenerator<readonly Line[]> {
  let number = 1;
  /** The beginning of the next line. */
  let begun: Buffer[] = [];
  let length = 0;

  const keep = (part: Buffer) => {
    length += part.length;
    // Copied: the rest of what it is a view on is to be let go.
    if (length <= longestLine) begun.push(Buffer.from(part));
    else begun = [];
  };
  const finish = (bytes: Buffer): readonly Line[] => {
    const lines: Line[] =
      length > longestLine ? [{ number, text: '', problem: 'too-long' }] : decode(bytes, number);
    if (number === 1 && lines[0]?.text.startsWith(byteOrderMark)) {
      lines[0] = { ...lines[0], text: lines[0].text.slice(byteOrderMark.length) };
    }
    number += lines.length;
    begun = [];
    length = 0;
    return lines;
  };

  for await (const chunk of file.chunks()) {
    const first = chunk.indexOf(newline);
    if (first === -1) {
      keep(chunk);
      continue;
    }
    let from = 0;
    if (length > 0) {
      keep(chunk.subarray(0, first));
      yield finish(Buffer.concat(begun));
      from = first + 1;
    }
    const last = chunk.lastIndexOf(newline);
    if (last >= from) yield finish(chunk.subarray(from, last));
    keep(chunk.subarray(last + 1));
  }
  if (length > 0) yield finish(Buffer.concat(begun));
}
