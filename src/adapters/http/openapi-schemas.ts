import type Joi from 'joi';
import type { Member } from './shape.js';

export type Json = { [key: string]: unknown };
/** Where values of a schema are: in the URL, in a request body or in a response body. */
export type Place = 'parameters' | 'body' | 'response';

interface Terms {
  readonly keys?: readonly Member[] | null;
  readonly items?: readonly Joi.Schema[];
  readonly matches?: readonly { readonly schema: Joi.Schema }[];
  readonly patterns?: readonly { readonly rule: Joi.Schema }[] | null;
}

/** Applies a change to each schema directly inside of a JSON Schema, together with the Joi schema that it is made from. */
const mapInner = (
  json: Json,
  schema: Joi.Schema | undefined,
  change: (inner: Json, schema: Joi.Schema | undefined) => Json,
): Json => {
  const { properties, items, anyOf, additionalProperties } = json as {
    readonly properties?: Record<string, Json>;
    readonly items?: Json;
    readonly anyOf?: readonly Json[];
    readonly additionalProperties?: Json | boolean;
  };
  const terms: Terms = schema?.$_terms ?? {};
  const member = (name: string) => terms.keys?.find(({ key }) => key === name)?.schema;
  // null comes before the alternatives.
  const alternative = (i: number) => terms.matches?.at(i - (anyOf?.length ?? 0))?.schema;
  return {
    ...json,
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, its]) => [name, change(its, member(name))]),
      ),
    }),
    ...(items && { items: change(items, terms.items?.[0]) }),
    ...(anyOf && { anyOf: anyOf.map((one, i) => change(one, alternative(i))) }),
    ...(typeof additionalProperties === 'object' && {
      additionalProperties: change(additionalProperties, terms.patterns?.[0]?.rule),
    }),
  };
};

/**
 * Returns the same schema in terms that generated clients keep. They drop the keys of a map that has `patternProperties`,
 * or members besides `additionalProperties`; and they require a member that has a default, or send it in a patch.
 */
const forGenerators = (schema: Json, place: Place): Json => {
  const { patternProperties, properties, default: byDefault, ...others } = schema;
  const [pattern, value] = Object.entries((patternProperties as Json | undefined) ?? {})[0] ?? [];
  const map = { additionalProperties: value, propertyNames: { pattern } };
  const inWords = place === 'body' && byDefault !== undefined;
  const note = `Default: ${JSON.stringify(byDefault)}.`;
  return mapInner(
    {
      ...others,
      ...(pattern === undefined ? properties !== undefined && { properties } : map),
      ...(byDefault !== undefined && !inWords && { default: byDefault }),
      ...(inWords && { description: [others.description, note].filter(Boolean).join(' ') }),
    },
    undefined,
    (inner) => forGenerators(inner, place),
  );
};

/** The JSON Schema of a Joi schema, with `dependentRequired`, which Joi omits. */
export const jsonSchema = (schema: Joi.Schema, place: Place): Json => {
  const standard = (
    schema as unknown as { '~standard': { jsonSchema: Record<'input' | 'output', (o: Json) => Json> } }
  )['~standard'];
  const direction = place === 'response' ? 'output' : 'input';
  const { $schema: _, ...made } = standard.jsonSchema[direction]({ target: 'draft-2020-12' });
  return { ...forGenerators(made, place), ...dependencies(schema) };
};

interface Dependency {
  readonly rel: string;
  readonly key: { readonly key: string } | null;
  readonly peers: readonly { readonly key: string }[];
}

/** The keys that are only allowed beside others (`with` in Joi), as `dependentRequired`. */
const dependencies = ({ $_terms }: Joi.Schema): Json => {
  const all: readonly Dependency[] = $_terms.dependencies ?? [];
  const dependentRequired = all.map(({ rel, key, peers }) => {
    if (rel !== 'with' || key === null)
      throw new Error(`the OpenAPI document cannot describe the Joi rule ${rel}; only "with" is supported`);
    return [key.key, peers.map((peer) => peer.key)] as const;
  });
  return dependentRequired.length > 0 ? { dependentRequired: Object.fromEntries(dependentRequired) } : {};
};

/** The last name counts: a schema that is made from a named one may have another. */
// describe() would be slow here: it describes the whole schema and validates the description of each level.
const componentName = ({ $_terms: { metas } }: Joi.Schema): string | undefined =>
  (metas as { component?: string }[]).findLast((meta) => meta.component)?.component;

/** The schemas inside of a schema: of its members, items and alternatives. */
const childrenOf = ({ $_terms }: Joi.Schema): readonly Joi.Schema[] => {
  const { keys, items, matches, patterns }: Terms = $_terms;
  return [
    ...[...(keys ?? []), ...(matches ?? [])].map(({ schema }) => schema),
    ...(items ?? []),
    ...(patterns ?? []).map(({ rule }) => rule),
  ];
};

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
  /** The JSON text of the bare schema, by name. */
  readonly #texts = new Map<string, string>();
  readonly #schemas = new Map<string, Joi.Schema>();

  /** Adds the named schemas in a schema. @throws Error if two different schemas have the same name */
  collect(schema: Joi.Schema, place: Place): void {
    const name = componentName(schema);
    if (name !== undefined) {
      const text = JSON.stringify(split(jsonSchema(schema, place)).bare);
      const known = this.#texts.get(name);
      if (known === text) return;
      if (known !== undefined) throw new Error(`two schemas are named ${name}:\n${known}\n${text}`);
      this.#texts.set(name, text);
      this.#schemas.set(name, schema);
    }
    for (const child of childrenOf(schema)) this.collect(child, place);
  }

  /** The schema with references to all schemas that were collected. */
  reference(schema: Joi.Schema, place: Place): Json {
    return this.#refer(jsonSchema(schema, place), schema);
  }

  finished(): Json {
    return Object.fromEntries(
      [...this.#texts].map(([name, text]) => [name, this.#inside(JSON.parse(text), this.#schemas.get(name))]),
    );
  }

  #refer(json: Json, schema: Joi.Schema | undefined): Json {
    const name = schema && componentName(schema);
    if (name === undefined) return this.#inside(json, schema);
    const { isNullable, notes } = split(json);
    return isNullable
      ? { anyOf: [referenceTo(name), { type: 'null' }], ...notes }
      : { ...referenceTo(name), ...notes };
  }

  #inside(json: Json, schema: Joi.Schema | undefined): Json {
    return mapInner(json, schema, (inner, its) => this.#refer(inner, its));
  }
}

export const referenceTo = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });
