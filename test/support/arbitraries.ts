import fc from 'fast-check';

/** The parts of JSON Schema that the OpenAPI document uses. */
export interface JsonSchema {
  readonly anyOf?: readonly JsonSchema[];
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minProperties?: number;
  readonly maxItems?: number;
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly required?: readonly string[];
}

/** JSON as text, since a JavaScript value cannot represent all of it (1e400, a duplicate key). */
type JsonText = string;

const repeated = (text: string, times: number) => text.repeat(times);
const quoted = (text: string): JsonText => JSON.stringify(text);

/** One of these lines or words, or of `more`. */
export const fromLines = (lines: string, ...more: string[]) =>
  fc.constantFrom(...lines.trim().split(/\s*\n\s*/), ...more);
export const fromWords = (words: string, ...more: string[]) =>
  fc.constantFrom(...words.trim().split(/\s+/), ...more);

/** Values that no field accepts, or only some: wrong types, limits of number types, text that databases reject. */
const poison: fc.Arbitrary<JsonText> = fc.oneof(
  fromWords(String.raw`null true 0 -0 -1 1.5 1e21 1e400 -1e400 5e-324 2147483647 2147483648 -2147483649
    9007199254740993 "" "1" "null" "\u0000" "a\u0000b" "\ud800" "\udfff\ud800x" "\u202ex" "%_\\"`),
  fromLines(`[]
    [[]]
    ["drama"]
    ["drama","drama"]
    [null,1]
    [{},{}]
    {}
    {"a":{"b":[1]}}
    {"$ne":null}
    {"__proto__":{"role":"admin"}}
    {"constructor":{"prototype":{"x":1}}}
    " "
    "'; drop table users; --"`),
  fc.constantFrom(
    repeated('9', 400),
    quoted(repeated('é', 300)),
    quoted(repeated('x', 100_000)),
    `${repeated('[', 20_000)}${repeated(']', 20_000)}`,
    `[${repeated('[', 9_000)}${repeated(']', 9_000)},${repeated('[', 9_000)}${repeated(']', 9_000)}]`,
    `${repeated('{"a":', 9_000)}1${repeated('}', 9_000)}`,
  ),
);

/** Bodies that are not JSON, or not one object. */
const noObject: fc.Arbitrary<JsonText> = fc.oneof(
  poison,
  fc.constantFrom('', ' ', '{', '{"a":1,}', "{'a':1}", '{"a":1}{}', 'NaN', 'undefined', '\ufeff{}', '\u0000'),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.json(),
);

const oddKeys = fromWords(
  '__proto__ constructor hasOwnProperty toString id version role active a/b~c passwordHash createdAt authorid 0',
  ...['', 'title ', '\u0000', '\ud800', repeated('x', 2_000)],
);

const word = fc
  .array(fc.constantFrom(...'abcdefghijklmnopqrstuvwxyzäßÖéЖ語🎬"\\/<&\'-'), { minLength: 16, maxLength: 30 })
  .map((letters) => letters.join(''));

const validString = ({ format, pattern = '', minLength = 0, maxLength = 40 }: JsonSchema) => {
  if (format === 'idn-email') return fc.uuid().map((id) => `${id}@example.com`);
  // Patterns by Unicode property forbid control characters, which no word has.
  if (pattern !== '' && !pattern.includes('\\')) return fc.stringMatching(new RegExp(pattern));
  if (/\\d/.test(pattern)) return fc.stringMatching(new RegExp(pattern));
  return word.map((text) => text.slice(0, maxLength).padEnd(minLength, 'x'));
};

/** JSON text of values that the schema accepts. */
export const validValue = (schema: JsonSchema): fc.Arbitrary<JsonText> => {
  if (schema.enum) return fc.constantFrom(...schema.enum).map((value) => JSON.stringify(value));
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map(validValue));
  const { type = 'object', minimum = -1000, maximum = 1000, items = {}, maxItems = 3 } = schema;
  if (typeof type !== 'string') {
    return fc.oneof(
      ...type.map((one) => (one === 'null' ? fc.constant('null') : validValue({ ...schema, type: one }))),
    );
  }
  if (type === 'integer') return fc.integer({ min: minimum, max: maximum }).map(String);
  if (type === 'boolean') return fc.boolean().map(String);
  if (type === 'string') return validString(schema).map(quoted);
  if (type === 'array') {
    return fc.uniqueArray(validValue(items), { maxLength: maxItems }).map((values) => `[${values}]`);
  }
  return entriesOf(schema).map(objectText);
};

type Entries = readonly (readonly [key: string, value: JsonText])[];

const objectText = (entries: Entries): JsonText =>
  `{${entries.map(([key, value]) => `${quoted(key)}:${value}`).join(',')}}`;

const entriesOf = ({
  properties = {},
  required = [],
  minProperties = 0,
}: JsonSchema): fc.Arbitrary<Entries> =>
  fc
    .tuple(
      ...Object.entries(properties).map(([name, schema]) =>
        fc.option(
          validValue(schema).map((value) => [name, value] as const),
          { freq: required.includes(name) ? Number.MAX_SAFE_INTEGER : 2, nil: undefined },
        ),
      ),
    )
    .map((entries) => entries.filter((entry) => entry !== undefined))
    .filter((entries) => entries.length >= minProperties);

/** A change to the members of an object: one is replaced, removed, added or duplicated. */
const mutation: fc.Arbitrary<(entries: Entries) => Entries> = fc.oneof(
  fc.tuple(fc.nat(), poison).map(
    ([at, bad]) =>
      (entries: Entries) =>
        entries.map(([key, value], i) => [key, i === at % entries.length ? bad : value] as const),
  ),
  fc.nat().map((at) => (entries: Entries) => entries.filter((_, i) => i !== at % entries.length)),
  fc.tuple(oddKeys, poison).map((entry) => (entries: Entries) => [...entries, entry]),
  fc.tuple(fc.nat(), poison).map(([at, bad]) => (entries: Entries) => {
    const twice = entries[at % Math.max(entries.length, 1)];
    return twice === undefined ? entries : [...entries, [twice[0], bad] as const];
  }),
);

/** Text of bodies: valid, with one wrong member, or entirely invalid. */
export const anyBody = (schema: JsonSchema): fc.Arbitrary<JsonText> =>
  fc.oneof(
    { weight: 2, arbitrary: validValue(schema) },
    {
      weight: 6,
      arbitrary: fc
        .tuple(entriesOf(schema), fc.array(mutation, { minLength: 1, maxLength: 3 }))
        .map(([entries, mutations]) => objectText(mutations.reduce((all, mutate) => mutate(all), entries))),
    },
    { weight: 2, arbitrary: noObject },
  );
