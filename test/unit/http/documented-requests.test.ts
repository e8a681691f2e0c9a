import { expect } from 'chai';
import { expectedVersions } from '../../../src/adapters/http/conditional-requests.js';
import { idempotentRequest } from '../../../src/adapters/http/idempotency-key.js';
import { bodyValidator, paramsValidator, queryValidator } from '../../../src/adapters/http/validation.js';
import { kindsUnderTest } from '../../support/kinds-under-test.js';
import { candidatesFor } from './candidates.js';
import { accepts, ajv, bodies, operations, type Schema } from './documented-operations.js';

const patches = operations.filter(({ route }) => route.method === 'patch');

/** A default in the description of a member. */
const defaultInWords = /(?:^| )Default: (.+)\.$/;

/** Returns a value that is valid for its schema. */
const validFor = (schema: Schema) => candidatesFor(schema).find((value) => ajv.validate(schema, value));

/** Returns an object with a value of the member, and with the other members that it requires. */
const around = ({ properties = {}, required = [], dependentRequired = {} }: Schema, member: string) => {
  const others = [...required, ...(dependentRequired[member] ?? [])].filter((other) => other !== member);
  const valid = others.map((other) => [other, validFor(properties[other] as Schema)] as const);
  return (value: unknown) => ({ ...Object.fromEntries(valid), [member]: value });
};

describe('bodies in the OpenAPI document', () => {
  for (const { name, schema, joi } of bodies) {
    const validate = bodyValidator<object>(joi);
    const documented = ajv.compile(schema);
    const members = Object.entries(schema.properties ?? {}) as [string, Schema][];

    it(`${name}: each value at or over a limit is valid exactly if the service accepts it`, () => {
      for (const [member, its] of members) {
        const body = around(schema, member);
        const values = candidatesFor(its);
        const judged = values.map((value) => ({ value, isValid: documented(body(value)) }));
        for (const isValid of [true, false])
          expect(judged.some((one) => one.isValid === isValid)).to.equal(true);
        const misjudged = judged.filter(({ value, isValid }) => accepts(validate, body(value)) !== isValid);
        expect(misjudged, member).to.deep.equal([]);
      }
    });

    const [[first, itsSchema]] = members as [[string, Schema]];
    const whole: Record<string, unknown> = around(schema, first)(validFor(itsSchema));

    it(`${name}: missing and unknown keys are rejected exactly as documented`, () => {
      const wrong: object[] = [{}, { ...whole, unknown: 1 }, { ...whole, Constructor: 1 }];
      for (const [member, its] of members) {
        const { [member]: _, ...rest } = whole;
        wrong.push(rest, { [member]: validFor(its) });
      }
      for (const body of wrong) {
        expect([body, accepts(validate, body)]).to.deep.equal([body, documented(body)]);
      }
    });

    it(`${name}: each default is the one that the service applies, and it applies no other`, () => {
      const defaults = members
        .filter(([other]) => !(other in whole))
        .flatMap(([other, { description = '' }]) => {
          const [, value] = defaultInWords.exec(description) ?? [];
          return value === undefined ? [] : [[other, JSON.parse(value)] as const];
        });
      expect(validate(whole)).to.deep.equal({ ...whole, ...Object.fromEntries(defaults) });
    });
  }

  it('have no default as a keyword: generated clients would require the member; patches mention none in descriptions either', () => {
    for (const { name, schema } of bodies) expect(JSON.stringify(schema), name).not.to.include('"default"');
    expect(patches).to.have.length.above(kindsUnderTest.length);
    for (const { name, schemas } of patches) {
      expect(schemas, name).not.to.be.empty;
      for (const schema of schemas) expect(JSON.stringify(schema), name).not.to.match(/Default: /);
    }
  });
});

describe('parameters in the OpenAPI document', () => {
  /** The JSON value of a parameter in a URL. */
  const literal = ({ type, items }: Schema, text: string): unknown =>
    type === 'array'
      ? text.split(',').map((one) => literal(items as Schema, one))
      : type !== 'string' && /^(0|-?[1-9]\d*|true|false)$/.test(text)
        ? JSON.parse(text)
        : text;
  const texts = (schema: Schema) =>
    candidatesFor(schema)
      .filter((value) => typeof value !== 'object')
      .map(String)
      .concat('+1', '01', '1e1', '0x1', '1.0', '-0', ' 1', '1 ', 'TRUE', 'True', '1_0', '１');

  const validText = (schema: Schema) =>
    texts(schema).find((text) => ajv.validate(schema, literal(schema, text)));

  for (const place of ['query', 'path'] as const) {
    const own = operations
      .map(({ route, name, parameters }) => ({
        name,
        parameters: parameters.filter((one) => one.in === place),
        validate: place === 'query' ? queryValidator(route.input.query) : paramsValidator(route.input.params),
      }))
      .filter(({ parameters }) => parameters.length > 0);

    for (const { name, parameters, validate } of own) {
      const required = Object.fromEntries(
        parameters.filter((one) => one.required).map((one) => [one.name, validText(one.schema)]),
      );

      it(`${name}: each value in the ${place} is valid exactly if the service accepts it`, () => {
        for (const { name: member, schema } of parameters) {
          const misjudged = texts(schema).filter(
            (text) =>
              accepts(validate, { ...required, [member]: text }) !==
              ajv.validate(schema, literal(schema, text)),
          );
          expect(misjudged, member).to.deep.equal([]);
        }
      });

      it(`${name}: each default in the ${place} is the one that the service applies`, () => {
        const defaults = parameters
          .filter(({ schema }) => 'default' in schema)
          .map(({ name: member, schema }) => [member, schema.default] as const);
        const read = validate(required) as object;
        expect(read).to.include(Object.fromEntries(defaults));
        expect(Object.keys(read)).to.have.members([
          ...Object.keys(required),
          ...defaults.map(([member]) => member),
        ]);
      });
    }
  }

  it('headers with a pattern: are accepted exactly if they match it', () => {
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
      '~!',
      '"\x7f"',
    ];
    values.push('k'.repeat(255), 'k'.repeat(256));
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
