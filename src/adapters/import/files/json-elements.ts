import { InputError } from './input-error.js';
import { maxLine } from './lines.js';

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

const [lineFeed, space, quote, comma, colon, backslash] = [10, 32, 34, 44, 58, 92];
const [openList, closeList, openObject, closeObject] = [91, 93, 123, 125];
const nothing = Buffer.alloc(0);

/** How often text is read again after an element that is not closed. Each time costs at most `maxLine` bytes. */
const maxRecoveries = 100;
const maxKey = 200;

/**
 * Finds the elements of a list in JSON text, or of the lists in an object: only where each begins and ends, in one pass.
 *
 * An error costs one element where lines allow it: after text that is not closed in its line, or an element that is not
 * closed within `maxLine` bytes, the next element is expected at a line that is indented like the elements before.
 */
export class JsonElements {
  /** Until the caller empties the list. */
  found: JsonElement[] = [];
  #state: 'start' | 'object' | 'key' | 'list' | 'element' | 'lost' | 'end' | 'ignored' = 'start';
  #line = 1;
  /** Spaces before the current byte in its line; -1: something else is before it. */
  #indent = -1;
  /** That of elements which begin a line. */
  #rowIndent = 0;
  #isWrapped = false;
  #hasObjects = false;
  #previous: 'bracket' | 'comma' | 'element' = 'bracket';
  #key: number[] = [];
  #list: string | undefined;
  #recoveries = 0;

  /** The current element, or a value in the object around the lists: where it began, and how far it is read. */
  #start = { line: 1, indent: -1 };
  #isMember = false;
  #parts: Buffer[] = [];
  #size = 0;
  /** Its bytes are not kept. */
  #isDropped = false;
  #depth = 0;
  #isInText = false;
  #isEscaped = false;

  constructor(private readonly file: string) {}

  /** @throws InputError if the text is neither a list nor an object */
  add(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#state === 'element') at = this.#readElement(chunk, at);
      else {
        this.#readByte(chunk[at] as number);
        // An element begins with this byte.
        if ((this.#state as string) !== 'element') at += 1;
      }
    }
  }

  /** To be called after the last chunk. @throws InputError if there is no list of objects */
  end(): void {
    if (this.#state === 'element' && this.#depth === 0 && !this.#isInText) this.#endElement(nothing);
    while (this.#state === 'element' && !this.#isDropped) this.#recover('not-closed');
    if (this.#state === 'start') throw new InputError(this.file, 'the file is empty', 1);
    if (this.#state === 'end' && this.#isWrapped && !this.#hasObjects)
      throw new InputError(this.file, 'the JSON object has no list of objects', 1);
    if (!['end', 'ignored', 'lost'].includes(this.#state)) this.#reject('list-not-closed', this.#line);
  }

  #reject(problem: ElementProblem, line: number): void {
    this.found.push({ line, bytes: nothing, problem, list: this.#list });
  }

  /** Reads a byte between elements. */
  #readByte(byte: number): void {
    if (this.#state === 'key') this.#readKey(byte);
    else if (byte === lineFeed) {
      this.#line += 1;
      this.#indent = 0;
    } else if (byte <= space) {
      if (this.#indent >= 0) this.#indent += 1;
    } else {
      const indent = this.#indent;
      // Some programs begin lines with commas.
      if (byte !== comma) this.#indent = -1;
      if (this.#state === 'start') this.#readStart(byte);
      else if (this.#state === 'object') this.#readMember(byte);
      else if (this.#state === 'list') this.#readList(byte, indent);
      else if (this.#state === 'lost') this.#findElement(byte, indent);
      else if (this.#state === 'end') {
        this.#reject('text-after-list', this.#line);
        this.#state = 'ignored';
      }
    }
  }

  #readStart(byte: number): void {
    // A byte order mark.
    if (byte === 0xef || byte === 0xbb || byte === 0xbf) return;
    if (byte !== openList && byte !== openObject)
      throw new InputError(this.file, 'it is not JSON: it should begin with [ or {', this.#line);
    this.#isWrapped = byte === openObject;
    this.#state = this.#isWrapped ? 'object' : 'list';
  }

  /** Reads the object around lists. Other values in it are skipped. */
  #readMember(byte: number): void {
    if (byte === quote) {
      this.#key = [];
      this.#state = 'key';
    } else if (byte === colon) this.#list = Buffer.from(this.#key).toString();
    else if (byte === openList) {
      this.#state = 'list';
      this.#previous = 'bracket';
    } else if (byte === closeObject) this.#state = 'end';
    else if (byte === openObject) this.#startElement(-1, true);
  }

  #readKey(byte: number): void {
    if (this.#isEscaped) this.#isEscaped = false;
    else if (byte === backslash) this.#isEscaped = true;
    else if (byte === quote) this.#state = 'object';
    else if (this.#key.length < maxKey) this.#key.push(byte);
  }

  #readList(byte: number, indent: number): void {
    if (byte !== comma && byte !== closeList) {
      if (indent >= 0) this.#rowIndent = indent;
      this.#startElement(indent);
      return;
    }
    if (this.#previous === 'comma' || (byte === comma && this.#previous === 'bracket'))
      this.#reject('missing-element', this.#line);
    this.#previous = 'comma';
    if (byte === closeList) this.#state = this.#isWrapped ? 'object' : 'end';
  }

  /** Looks for the element after a broken one, or the end of the list. */
  #findElement(byte: number, indent: number): void {
    if (byte === openObject && indent === this.#rowIndent) this.#startElement(indent);
    else if (byte === closeList && indent >= 0 && (indent < this.#rowIndent || this.#rowIndent === 0))
      this.#state = this.#isWrapped ? 'object' : 'end';
  }

  #startElement(indent: number, isMember = false): void {
    this.#state = 'element';
    this.#start = { line: this.#line, indent };
    this.#isMember = isMember;
    this.#isDropped = isMember;
    this.#parts = [];
    this.#size = 0;
    this.#depth = 0;
    this.#isInText = false;
    this.#isEscaped = false;
  }

  /** Reads on in the current element. Returns the position after it: of a comma or the bracket around it. */
  #readElement(chunk: Buffer, from: number): number {
    const around = this.#isMember ? closeObject : closeList;
    let [depth, isInText, isEscaped, line] = [this.#depth, this.#isInText, this.#isEscaped, this.#line];
    for (let at = from; at < chunk.length; at += 1) {
      const byte = chunk[at] as number;
      if (isInText) {
        if (byte === lineFeed) {
          // Text in JSON has no line breaks: a quote is missing in this line.
          this.#line = line;
          this.#reject('not-closed', this.#start.line);
          this.#state = 'lost';
          return at;
        }
        if (isEscaped) isEscaped = false;
        else if (byte === backslash) isEscaped = true;
        else if (byte === quote) isInText = false;
      } else if (byte === quote) isInText = true;
      else if (byte === openObject || byte === openList) depth += 1;
      else if (byte === lineFeed) line += 1;
      else if (depth === 0 && (byte === comma || byte === around)) {
        this.#line = line;
        this.#endElement(chunk.subarray(from, at));
        return at;
      } else if (depth > 0 && (byte === closeObject || byte === closeList)) depth -= 1;
    }
    [this.#depth, this.#isInText, this.#isEscaped, this.#line] = [depth, isInText, isEscaped, line];
    this.#keep(chunk.subarray(from));
    return chunk.length;
  }

  #endElement(last: Buffer): void {
    this.#state = this.#isMember ? 'object' : 'list';
    this.#previous = 'element';
    if (this.#isDropped) return;
    const bytes = this.#parts.length === 0 ? last : Buffer.concat([...this.#parts, last]);
    this.#parts = [];
    const isObject = bytes[0] === openObject;
    if (isObject) this.#hasObjects = true;
    // An object may have other lists, such as names of genres.
    if (this.#isWrapped && !isObject) return;
    if (bytes.length > maxLine) this.#reject('element-too-long', this.#start.line);
    else this.found.push({ line: this.#start.line, bytes, list: this.#list });
  }

  /** Keeps the part of an element that is in this chunk. */
  #keep(part: Buffer): void {
    if (this.#isDropped) return;
    this.#size += part.length;
    this.#parts.push(Buffer.from(part));
    if (this.#size <= maxLine) return;
    if (this.#start.indent >= 0) this.#recover('element-too-long');
    else {
      this.#reject('element-too-long', this.#start.line);
      this.#isDropped = true;
      this.#parts = [];
    }
  }

  /** Rejects the current element, and reads its text again from the next line that looks like an element. */
  #recover(problem: ElementProblem): void {
    this.#recoveries += 1;
    if (this.#recoveries > maxRecoveries)
      throw new InputError(this.file, 'the JSON is damaged from here on', this.#start.line);
    const text = Buffer.concat(this.#parts);
    this.#reject(problem, this.#start.line);
    this.#line = this.#start.line;
    this.#indent = -1;
    this.#state = 'lost';
    this.add(text);
  }
}
