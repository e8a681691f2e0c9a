import type Joi from 'joi';
import { problems } from './problems.js';

export type Json = { [key: string]: unknown };
type Direction = 'input' | 'output';

/** The JSON Schema of a Joi schema, with `dependentRequired`, which Joi omits. */
export const jsonSchema = (schema: Joi.Schema, direction: Direction): Json => {
  const standard = (
    schema as unknown as { '~standard': { jsonSchema: Record<Direction, (o: Json) => Json> } }
  )['~standard'];
  const { $schema: _, ...made } = standard.jsonSchema[direction]({ target: 'draft-2020-12' });
  return { ...made, ...dependencies(schema) };
};

interface Dependency {
  readonly rel: string;
  readonly peers: readonly { readonly key: string }[];
}

/** The keys that are only allowed together (`and` in Joi), as `dependentRequired`. */
const dependencies = ({ $_terms }: Joi.Schema): Json => {
  const all: readonly Dependency[] = $_terms.dependencies ?? [];
  const unknown = all.find(({ rel }) => rel !== 'and');
  if (unknown !== undefined)
    throw new Error(
      `the OpenAPI document cannot describe the Joi rule ${unknown.rel}; only "and" is supported`,
    );
  const dependentRequired = all.flatMap(({ peers }) => {
    const keys = peers.map(({ key }) => key);
    return keys.map((key) => [key, keys.filter((other) => other !== key)] as const);
  });
  return dependentRequired.length > 0 ? { dependentRequired: Object.fromEntries(dependentRequired) } : {};
};

// describe() would be slow here: it describes the whole schema and validates the description of each level.
const componentName = ({ $_terms: { metas } }: Joi.Schema): string | undefined =>
  (metas as { component?: string }[]).find((meta) => meta.component)?.component;

/** The first example of a schema. */
export const exampleOf = ({ $_terms: { examples } }: Joi.Schema): unknown => examples?.[0];

/** Collects the named schemas, and replaces their copies inside other schemas with references. */
export class Components {
  readonly #schemas = new Map<string, string>();

  add(schema: Joi.Schema, direction: Direction): Json {
    const made = jsonSchema(schema, direction);
    const name = componentName(schema);
    if (name === undefined) return made;
    this.#schemas.set(name, JSON.stringify(made));
    return { $ref: `#/components/schemas/${name}` };
  }

  /** The collected schemas. Compares the texts of whole schemas, so the order of the calls of `add` does not matter. */
  finished(): Json {
    const byText = new Map([...this.#schemas].map(([name, text]) => [text, name]));
    const refer = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(refer);
      if (typeof value !== 'object' || value === null) return value;
      const name = byText.get(JSON.stringify(value));
      return name === undefined ? inside(value) : { $ref: `#/components/schemas/${name}` };
    };
    const inside = (value: object) =>
      Object.fromEntries(Object.entries(value).map(([key, v]) => [key, refer(v)]));
    return Object.fromEntries([...this.#schemas].map(([name, text]) => [name, inside(JSON.parse(text))]));
  }
}

const stringList = { type: 'array', items: { type: 'string' } };

const combination = {
  type: 'object',
  properties: {
    filters: { ...stringList, description: 'Filters that the combination requires.' },
    optionalFilters: stringList,
    sort: { ...stringList, description: 'Allowed values of sort. Empty: the order is fixed.' },
  },
  required: ['filters', 'optionalFilters', 'sort'],
  additionalProperties: false,
};

export const problemSchema: Json = {
  type: 'object',
  description: 'A problem (RFC 9457).',
  properties: {
    type: { type: 'string', format: 'uri', description: 'The URL of a page about the code.' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    instance: {
      type: 'string',
      description: 'The path of the request. Empty if the request could not be parsed.',
    },
    code: { type: 'string', enum: Object.keys(problems) },
    requestId: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          pointer: { type: 'string', description: 'A JSON Pointer (RFC 6901) into the body.' },
          parameter: { type: 'string' },
          message: { type: 'string' },
          code: { type: 'string' },
        },
        required: ['message', 'code'],
        additionalProperties: false,
      },
    },
    mergedInto: {
      type: 'integer',
      description: 'The id of the item that the requested one was merged into, while that item exists.',
    },
    nearest: {
      type: 'array',
      description: 'Those of `supported` that need the fewest changes of the request, nearest first.',
      items: combination,
    },
    supported: {
      type: 'array',
      description: 'The supported combinations of list parameters, when the requested one has no index.',
      items: combination,
    },
  },
  required: ['type', 'title', 'status', 'detail', 'instance', 'code', 'requestId'],
  additionalProperties: false,
};
