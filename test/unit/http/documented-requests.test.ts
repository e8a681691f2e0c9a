import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { expect } from 'chai';
import fc from 'fast-check';
import { onceOf } from '../../../src/adapters/http/idempotency-key.js';
import { expectedVersions } from '../../../src/adapters/http/if-match.js';
import { openApiDocument } from '../../../src/adapters/http/openapi.js';
import { bodyValidator, paramsValidator, queryValidator } from '../../../src/adapters/http/validation.js';
import { permissionTable } from '../../../src/core/identity/permissions.js';
import { isVisible, needlesslyHidden } from '../../../src/core/shared/text.js';
import { allRoutes } from '../../support/all-routes.js';
import type { JsonSchema } from '../../support/arbitraries.js';
import { candidatesFor } from './candidates.js';

interface Schema extends JsonSchema {
  readonly default?: unknown;
  readonly dependentRequired?: Readonly<Record<string, readonly string[]>>;
}
interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly schema: Schema;
}
interface Operation {
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly content: Record<string, { readonly schema: Schema }> };
}
interface Document {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, Schema> };
}

const permissions = permissionTable({ publicReads: true });
const document = openApiDocument(allRoutes, permissions, 'access_token') as unknown as Document;
const ajv = new Ajv2020({ strict: false });
addFormats.default(ajv);
// The pattern beside it says all that is checked.
ajv.addFormat('idn-email', true);

const resolved = (schema: Schema): Schema =>
  schema.$ref === undefined
    ? schema
    : (document.components.schemas[schema.$ref.split('/').at(-1) as string] as Schema);

const operations = allRoutes.map((route) => {
  const { parameters, requestBody } = (document.paths[route.path] as Record<string, Operation>)[
    route.method
  ] as Operation;
  const schemas = Object.values(requestBody?.content ?? {}).map(({ schema }) => resolved(schema));
  return { route, name: `${route.method} ${route.path}`, parameters, schemas };
});
const bodies = operations.flatMap(({ route, name, schemas: [schema] }) =>
  route.input.body && schema ? [{ name, schema, joi: route.input.body }] : [],
);
const patches = operations.filter(({ route }) => route.method === 'patch');

const accepts = (validate: (value: object) => unknown, value: object): boolean => {
  try {
    validate(value);
    return true;
  } catch {
    return false;
  }
};

/** Values of the member, each in an object with what the member needs beside it. */
const around = ({ properties = {}, required = [], dependentRequired = {} }: Schema, member: string) => {
  const others = [...required, ...(dependentRequired[member] ?? [])].filter((other) => other !== member);
  const valid = others.map((other) => {
    const schema = properties[other] as Schema;
    const value = candidatesFor(schema).find((one) => ajv.validate(schema, one));
    expect(value, `a valid ${other}`).not.to.equal(undefined);
    return [other, value] as const;
  });
  return (value: unknown) => ({ ...Object.fromEntries(valid), [member]: value });
};

describe('what the OpenAPI document says about bodies', () => {
  for (const { name, schema, joi } of bodies) {
    const validate = bodyValidator<object>(joi);
    const documented = ajv.compile(schema);
    const members = Object.entries(schema.properties ?? {}) as [string, Schema][];

    it(`${name}: each value at or beyond a limit is valid exactly where the service accepts it`, () => {
      for (const [member, its] of members) {
        const body = around(schema, member);
        const values = candidatesFor(its);
        const judged = values.map((value) => ({ value, isValid: documented(body(value)) }));
        expect(judged.some(({ isValid }) => isValid) && judged.some(({ isValid }) => !isValid)).to.equal(
          true,
        );
        const misjudged = judged.filter(({ value, isValid }) => accepts(validate, body(value)) !== isValid);
        expect(misjudged, member).to.deep.equal([]);
      }
    });

    it(`${name}: keys that are missing or unknown are refused exactly where it says so`, () => {
      const [whole] = members.map(([member, its]) => {
        const value = candidatesFor(its).find((one) => ajv.validate(its, one));
        return around(schema, member)(value);
      });
      const wrong = [{}, { ...whole, unknown: 1 }, { ...whole, Constructor: 1 }].concat(
        members.map(([member]) => {
          const { [member]: _, ...rest } = whole as Record<string, unknown>;
          return rest as never;
        }),
        members.map(([member, its]) => ({
          [member]: candidatesFor(its).find((one) => ajv.validate(its, one)),
        })) as never[],
      );
      for (const body of wrong) {
        expect([body, accepts(validate, body)]).to.deep.equal([body, documented(body)]);
      }
    });

    it(`${name}: each default is the one that the service applies, and it applies no other`, () => {
      for (const [member] of members.slice(0, 1)) {
        const required = around(schema, member);
        const value = candidatesFor(schema.properties?.[member] as Schema).find((one) =>
          ajv.validate(schema.properties?.[member] as Schema, one),
        );
        const body = required(value);
        const defaults = members
          .filter(([other, its]) => !(other in body) && 'default' in its)
          .map(([other, its]) => [other, its.default] as const);
        expect(validate(body)).to.deep.equal({ ...body, ...Object.fromEntries(defaults) });
      }
    });
  }

  it('a patch: has no default, in any media type: generated clients would send it, and clear the field', () => {
    expect(patches).to.have.length(5);
    for (const { name, schemas } of patches) {
      expect(schemas, name).not.to.be.empty;
      for (const schema of schemas) expect(JSON.stringify(schema), name).not.to.include('"default"');
    }
  });
});

describe('what the OpenAPI document says about parameters', () => {
  /** As it would have to be written: a URL holds text only. */
  const literal = ({ type }: Schema, text: string): unknown =>
    type !== 'string' && /^(0|-?[1-9]\d*|true|false)$/.test(text) ? JSON.parse(text) : text;
  const texts = (schema: Schema) =>
    candidatesFor(schema)
      .filter((value) => typeof value !== 'object')
      .map(String)
      .concat('+1', '01', '1e1', '0x1', '1.0', '-0', ' 1', '1 ', 'TRUE', 'True', '1_0', '１');

  for (const place of ['query', 'path'] as const) {
    const own = operations
      .map(({ route, name, parameters }) => ({
        name,
        parameters: parameters.filter((one) => one.in === place),
        validate: place === 'query' ? queryValidator(route.input.query) : paramsValidator(route.input.params),
      }))
      .filter(({ parameters }) => parameters.length > 0);

    for (const { name, parameters, validate } of own) {
      it(`${name}: each value in the ${place} is valid exactly where the service accepts it`, () => {
        for (const { name: member, schema } of parameters) {
          const required = parameters
            .filter((other) => other.required && other.name !== member)
            .map((other) => [
              other.name,
              texts(other.schema).find((text) => ajv.validate(other.schema, literal(other.schema, text))),
            ]);
          const misjudged = texts(schema).filter((text) => {
            const values = { ...Object.fromEntries(required), [member]: text };
            return accepts(validate, values) !== ajv.validate(schema, literal(schema, text));
          });
          expect(misjudged, member).to.deep.equal([]);
        }
      });

      it(`${name}: each default in the ${place} is the one that the service applies`, () => {
        const required = parameters
          .filter((one) => one.required)
          .map(({ name: member, schema }) => [
            member,
            texts(schema).find((text) => ajv.validate(schema, literal(schema, text))),
          ]);
        const given = Object.fromEntries(required);
        const defaults = parameters
          .filter(({ schema }) => 'default' in schema)
          .map(({ name: member, schema }) => [member, schema.default]);
        const read = validate(given) as object;
        expect(read).to.include(Object.fromEntries(defaults));
        expect(Object.keys(read)).to.have.members([
          ...Object.keys(given),
          ...defaults.map(([member]) => member),
        ]);
      });
    }
  }

  it('headers with a pattern: are accepted exactly where they match it', () => {
    const reads: Record<string, (value: string) => unknown> = {
      'If-Match': (value) => expectedVersions(value, false),
      'Idempotency-Key': (value) =>
        onceOf('movies', {
          headers: { 'idempotency-key': value },
          body: {},
          caller: { userId: 1, sessionId: 'session', role: 'moderator' },
        } as never),
    };
    const values = [
      '*',
      '"1"',
      'W/"1"',
      '"1", "2"',
      ', "1",',
      '"1""2"',
      '1',
      'x y',
      'é',
      'k',
      'k'.repeat(255),
    ];
    values.push('k'.repeat(256), '~!', '"\x7f"');
    const found = operations.flatMap(({ parameters }) =>
      parameters.filter((one) => one.in === 'header' && one.schema.pattern !== undefined),
    );
    expect(new Set(found.map(({ name }) => name))).to.deep.equal(new Set(Object.keys(reads)));
    for (const { name, schema } of found) {
      for (const value of values) {
        const isValid = ajv.validate(schema, value);
        const isAccepted = accepts(() => reads[name]?.(value), {});
        expect([name, value, isAccepted]).to.deep.equal([name, value, isValid]);
      }
    }
  });
});

describe('patterns in the OpenAPI document', () => {
  const patternsIn = (value: unknown): string[] =>
    typeof value !== 'object' || value === null
      ? []
      : Object.entries(value).flatMap(([key, inner]) =>
          key === 'pattern' && typeof inner === 'string' ? [inner] : patternsIn(inner),
        );
  const patterns = [...new Set(patternsIn(document))];

  it('all: use only what ECMA-262, RE2 and Python read alike', () => {
    expect(patterns).to.have.length.above(10);
    // Groups without a name, classes with ranges, and these escapes. Nothing looks around or refers back.
    const portable = /^(?:[^\\(]|\((?!\?)|\(\?:|\\(?:x[0-9a-f]{2}|[tnrsS.*/]))*$/;
    for (const pattern of patterns) expect(pattern).to.match(portable);
  });

  it('all: mean the same with and without the flag u, which generated code leaves out', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('', '🎬', ' 🎬', '🎬 x', 'a\u2028', '\u00a0a', 'a\nb', 'ada@🎬.example'),
    );
    const pairs = patterns.map((pattern) => [new RegExp(pattern), new RegExp(pattern, 'u')] as const);
    fc.assert(
      fc.property(texts, (text) => {
        expect(pairs.filter(([plain, unicode]) => plain.test(text) !== unicode.test(text))).to.deep.equal([]);
      }),
      { numRuns: 300 },
    );
  });

  it('of text: match what the service accepts, whatever the characters, but for the rule in words on hidden ones', () => {
    const movie = bodies.find(({ name }) => name === 'post /api/v1/movies');
    const validate = bodyValidator<object>(movie?.joi as never);
    const documented = ajv.compile(movie?.schema as object);
    const text = fc.string({ unit: 'binary', maxLength: 4 });
    fc.assert(
      fc.property(text, text, (title, description) => {
        const body = { title, description };
        const isReadable = isVisible(title) && needlesslyHidden(title) === undefined;
        expect(accepts(validate, body)).to.equal(documented(body) && isReadable);
      }),
      { numRuns: 1000 },
    );
  });
});
