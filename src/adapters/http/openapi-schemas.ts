import type Joi from 'joi';
import type { Member } from './shape.js';

export type Json = { [key: string]: unknown };
export type Direction = 'input' | 'output';

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

/** The last name counts: a schema that is made from a named one may have another. */
// describe() would be slow here: it describes the whole schema and validates the description of each level.
const componentName = ({ $_terms: { metas } }: Joi.Schema): string | undefined =>
  (metas as { component?: string }[]).findLast((meta) => meta.component)?.component;

/** The schemas inside of a schema: of its members, items and alternatives. */
const childrenOf = ({ $_terms: { keys, items, matches, patterns } }: Joi.Schema): readonly Joi.Schema[] => [
  ...((keys ?? []) as readonly Member[]).map(({ schema }) => schema),
  ...((items ?? []) as readonly Joi.Schema[]),
  ...((matches ?? []) as readonly { schema: Joi.Schema }[]).map(({ schema }) => schema),
  ...((patterns ?? []) as readonly { rule: Joi.Schema }[]).map(({ rule }) => rule),
];

/** The first example of a schema. */
export const exampleOf = ({ $_terms: { examples } }: Joi.Schema): unknown => examples?.[0];

/** What each use of a named schema may say about it in its own way: a description, a default, and whether it may be null. */
const split = ({ description, default: byDefault, ...schema }: Json) => {
  const { type } = schema;
  const isNullable = Array.isArray(type) && type.length === 2 && type[1] === 'null';
  return {
    bare: isNullable ? { ...schema, type: type[0] } : schema,
    isNullable,
    notes: {
      ...(description !== undefined && { description }),
      ...(byDefault !== undefined && { default: byDefault }),
    },
  };
};

/** Collects the named schemas, and then replaces each use of one by a reference. */
export class Components {
  /** The JSON text of the bare schemas by name. */
  readonly #texts = new Map<string, string>();
  readonly #names = new Map<string, string>();

  /** Adds the named schemas in a schema. @throws Error if two different schemas have the same name */
  collect(schema: Joi.Schema, direction: Direction): void {
    const name = componentName(schema);
    if (name !== undefined) {
      const text = JSON.stringify(split(jsonSchema(schema, direction)).bare);
      const known = this.#texts.get(name);
      if (known === text) return;
      if (known !== undefined) throw new Error(`two schemas are named ${name}:\n${known}\n${text}`);
      this.#texts.set(name, text);
      if (!this.#names.has(text)) this.#names.set(text, name);
    }
    for (const child of childrenOf(schema)) this.collect(child, direction);
  }

  /** The schema with references to all schemas that were collected. */
  reference(schema: Joi.Schema, direction: Direction): Json {
    const name = componentName(schema);
    return name === undefined ? (this.#refer(jsonSchema(schema, direction)) as Json) : referenceTo(name);
  }

  finished(): Json {
    return Object.fromEntries([...this.#texts].map(([name, text]) => [name, this.#inside(JSON.parse(text))]));
  }

  /** Compares the texts of whole schemas, so a schema without a name is replaced, too, if it equals one that has. */
  #refer(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((one) => this.#refer(one));
    if (typeof value !== 'object' || value === null) return value;
    const { bare, isNullable, notes } = split(value as Json);
    const name = this.#names.get(JSON.stringify(bare));
    if (name === undefined) return this.#inside(value);
    return isNullable
      ? { anyOf: [referenceTo(name), { type: 'null' }], ...notes }
      : { ...referenceTo(name), ...notes };
  }

  #inside(value: object): Json {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, this.#refer(inner)]));
  }
}

export const referenceTo = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });
