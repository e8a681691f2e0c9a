import { expect } from 'chai';
import { expectedVersions } from '../../../src/adapters/http/conditional-requests.js';
import { idempotentRequest } from '../../../src/adapters/http/idempotency-key.js';
import { bodyValidator, paramsValidator, queryValidator } from '../../../src/adapters/http/validation.js';
import { kindsUnderTest } from '../../support/kinds-under-test.js';
import { candidatesFor } from './candidates.js';
import { accepts, ajv, bodies, operations, type Schema } from './documented-operations.js';

const patches = operations.filter(({ route }) => route.method === 'patch');

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
    expect(patches).to.have.length.above(kindsUnderTest.length);
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
        idempotentRequest('movies', {
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
