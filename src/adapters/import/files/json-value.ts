/** Why the text of an element cannot be used. */
export type ElementProblem =
  | 'not-closed'
  | 'element-too-long'
  | 'missing-element'
  | 'list-not-closed'
  | 'text-after-list';

/** An element of a list, as bytes. */
export interface JsonElement {
  /** Where it begins, from 1. */
  readonly line: number;
  readonly bytes: Buffer;
  readonly problem?: ElementProblem;
  /** The key of the list in the object around it. */
  readonly list: string | undefined;
}

const [lineFeed, quote, comma, backslash] = [10, 34, 44, 92];
const [openList, closeList, openObject, closeObject] = [91, 93, 123, 125];

/** Where a value of JSON ends, found chunk by chunk. Its syntax is not checked otherwise. */
export class JsonValue {
  /** `ended`: before a comma, or the bracket around it. `broken`: at a line break in text, which JSON does not have. */
  state: 'open' | 'ended' | 'broken' = 'open';
  /** Bytes that are kept. */
  size = 0;
  #parts: Buffer[] = [];
  #depth = 0;
  #isInText = false;
  #isEscaped = false;

  /**
   * @param start where it begins: the line, and the spaces before it in this line; -1: something else is before it
   * @param isMember whether it is in an object; otherwise it is in a list
   * @param isDropped whether its bytes are not kept
   */
  constructor(
    readonly start: { readonly line: number; readonly indent: number },
    readonly isMember: boolean,
    public isDropped: boolean,
  ) {
    this.line = start.line;
  }

  /** The line of the last byte that was read. */
  line: number;

  /** Whether it could end here. */
  get isBalanced(): boolean {
    return this.#depth === 0 && !this.#isInText;
  }

  /** Reads on, and keeps the bytes. Returns the position after them. */
  read(chunk: Buffer, from: number): number {
    const at = this.#findEnd(chunk, from);
    if (!this.isDropped) {
      this.size += at - from;
      // A copy, so that the rest of the chunk can be freed.
      this.#parts.push(
        this.state === 'open' ? Buffer.from(chunk.subarray(from, at)) : chunk.subarray(from, at),
      );
    }
    return at;
  }

  /** Returns the bytes, and keeps none. */
  takeBytes(): Buffer {
    const [first = Buffer.alloc(0), ...others] = this.#parts;
    this.#parts = [];
    return others.length === 0 ? first : Buffer.concat([first, ...others]);
  }

  #findEnd(chunk: Buffer, from: number): number {
    const around = this.isMember ? closeObject : closeList;
    let [depth, isInText, isEscaped, at] = [this.#depth, this.#isInText, this.#isEscaped, from];
    for (; at < chunk.length; at += 1) {
      const byte = chunk[at] as number;
      if (isInText) {
        if (byte === lineFeed) break;
        if (isEscaped) isEscaped = false;
        else if (byte === backslash) isEscaped = true;
        else if (byte === quote) isInText = false;
      } else if (byte === quote) isInText = true;
      else if (byte === openObject || byte === openList) depth += 1;
      else if (byte === lineFeed) this.line += 1;
      else if (depth === 0 && (byte === comma || byte === around)) break;
      else if (depth > 0 && (byte === closeObject || byte === closeList)) depth -= 1;
    }
    [this.#depth, this.#isInText, this.#isEscaped] = [depth, isInText, isEscaped];
    if (at < chunk.length) this.state = isInText ? 'broken' : 'ended';
    return at;
  }
}
