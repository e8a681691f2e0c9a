import { isUtf8 } from 'node:buffer';

/** A file as UTF-8. */
export interface Source {
  /** As shown to the user. */
  readonly name: string;
  /** The encoding on disk; undefined: UTF-8. */
  readonly encoding?: string;
  /** The content. Each call reads from the beginning. */
  chunks(): AsyncIterable<Buffer>;
}

/** Maximum bytes of a line, and characters of a row: 200 times the size of a usual row. */
export const maxLine = 1024 * 1024;

/** Why the text of a line cannot be used. */
export type LineProblem = 'not-utf8' | 'not-decoded' | 'too-long';

/** A line without its `\n`. A `\r` before that is part of the text. */
export interface Line {
  /** From 1. */
  readonly number: number;
  /** If not UTF-8 or not decoded: the bytes as Latin-1. If too long: empty. */
  readonly text: string;
  readonly problem?: LineProblem;
}

const newline = 10;
const byteOrderMark = '\ufeff';

/**
 * Decodes each line separately. A slice of the decoded chunk would keep the whole chunk in memory: in V8, a substring
 * refers to its parent string.
 */
const decode = (bytes: Buffer, first: number, problem: LineProblem): Line[] => {
  // No byte of a multi-byte character equals a newline: if the whole is valid UTF-8, each line is.
  const isAllUtf8 = isUtf8(bytes);
  const lines: Line[] = [];
  for (let from = 0, to = 0; from <= bytes.length; from = to + 1) {
    const end = bytes.indexOf(newline, from);
    to = end === -1 ? bytes.length : end;
    const number = first + lines.length;
    lines.push(
      isAllUtf8 || isUtf8(bytes.subarray(from, to))
        ? { number, text: bytes.toString('utf8', from, to) }
        : { number, text: bytes.toString('latin1', from, to), problem },
    );
  }
  return lines;
};

/**
 * The lines of a file in chunks. In memory are one chunk of the file, and at most `maxLine` bytes of an incomplete line.
 *
 * @throws InputError if the file can no longer be read
 */
export async function* linesOf(file: Source): AsyncGenerator<readonly Line[]> {
  const problem = file.encoding === undefined ? 'not-utf8' : 'not-decoded';
  let number = 1;
  /** The incomplete line at the end of the last chunk. */
  let incomplete: Buffer[] = [];
  let length = 0;

  const keep = (part: Buffer) => {
    length += part.length;
    // A copy, so that the rest of the chunk can be freed.
    if (length <= maxLine) incomplete.push(Buffer.from(part));
    else incomplete = [];
  };
  const finish = (bytes: Buffer): readonly Line[] => {
    const lines: Line[] =
      length > maxLine ? [{ number, text: '', problem: 'too-long' }] : decode(bytes, number, problem);
    if (number === 1 && lines[0]?.text.startsWith(byteOrderMark)) {
      lines[0] = { ...lines[0], text: lines[0].text.slice(byteOrderMark.length) };
    }
    number += lines.length;
    incomplete = [];
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
      yield finish(Buffer.concat(incomplete));
      from = first + 1;
    }
    const last = chunk.lastIndexOf(newline);
    if (last >= from) yield finish(chunk.subarray(from, last));
    keep(chunk.subarray(last + 1));
  }
  if (length > 0) yield finish(Buffer.concat(incomplete));
}
