import { InputError } from './input-error.js';
import { type ElementProblem, type JsonElement, JsonValue } from './json-value.js';
import { maxLine } from './lines.js';

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
  #state: 'start' | 'object' | 'key' | 'list' | 'lost' | 'end' | 'ignored' = 'start';
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

  /** The current element, or a value in the object around the lists. */
  #value: JsonValue | undefined;
  #isEscaped = false;

  constructor(private readonly file: string) {}

  /** @throws InputError if the text is neither a list nor an object */
  add(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#value === undefined) this.#readByte(chunk[at] as number);
      // A value begins with this byte.
      at = this.#value === undefined ? at + 1 : this.#readValue(this.#value, chunk, at);
    }
  }

  /** To be called after the last chunk. @throws InputError if there is no list of objects */
  end(): void {
    if (this.#value?.isBalanced) this.#endValue(this.#value);
    while (this.#value !== undefined && !this.#value.isDropped) this.#recover(this.#value, 'not-closed');
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
    else if (byte === openObject) this.#startValue(-1, true);
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
      this.#startValue(indent);
      return;
    }
    if (this.#previous === 'comma' || (byte === comma && this.#previous === 'bracket'))
      this.#reject('missing-element', this.#line);
    this.#previous = 'comma';
    if (byte === closeList) this.#state = this.#isWrapped ? 'object' : 'end';
  }

  /** Looks for the element after a broken one, or the end of the list. */
  #findElement(byte: number, indent: number): void {
    if (byte === openObject && indent === this.#rowIndent) this.#startValue(indent);
    else if (byte === closeList && indent >= 0 && (indent < this.#rowIndent || this.#rowIndent === 0))
      this.#state = this.#isWrapped ? 'object' : 'end';
  }

  #startValue(indent: number, isMember = false): void {
    this.#value = new JsonValue({ line: this.#line, indent }, isMember, isMember);
    if (!isMember) this.#state = 'list';
  }

  #readValue(value: JsonValue, chunk: Buffer, from: number): number {
    const at = value.read(chunk, from);
    this.#line = value.line;
    if (value.state === 'ended') this.#endValue(value);
    else if (value.state === 'broken') {
      this.#reject('not-closed', value.start.line);
      this.#value = undefined;
      this.#state = 'lost';
    } else if (value.size > maxLine && !value.isDropped) {
      if (value.start.indent >= 0) this.#recover(value, 'element-too-long');
      else {
        this.#reject('element-too-long', value.start.line);
        value.isDropped = true;
        value.takeBytes();
      }
    }
    return at;
  }

  #endValue(value: JsonValue): void {
    this.#value = undefined;
    this.#previous = 'element';
    if (value.isDropped) return;
    const bytes = value.takeBytes();
    const isObject = bytes[0] === openObject;
    if (isObject) this.#hasObjects = true;
    // An object may have other lists, such as names of genres.
    if (this.#isWrapped && !isObject) return;
    const { line } = value.start;
    if (bytes.length > maxLine) this.#reject('element-too-long', line);
    else this.found.push({ line, bytes, list: this.#list });
  }

  /** Rejects an element, and reads its text again from the next line that looks like an element. */
  #recover(value: JsonValue, problem: ElementProblem): void {
    const { line } = value.start;
    this.#recoveries += 1;
    if (this.#recoveries > maxRecoveries)
      throw new InputError(this.file, 'the JSON is damaged from here on', line);
    this.#reject(problem, line);
    this.#value = undefined;
    this.#line = line;
    this.#indent = -1;
    this.#state = 'lost';
    this.add(value.takeBytes());
  }
}
