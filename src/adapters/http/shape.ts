import type Joi from 'joi';

/** A key of an object schema. */
export interface Member {
  readonly key: string;
  readonly schema: Joi.Schema;
}

/**
 * The members of an object schema, in their order. `describe()` would be slow: it describes the whole schema, and validates
 * the description of each level.
 */
export const membersOf = (schema: Joi.Schema): readonly Member[] => schema.$_terms.keys ?? [];

/**
 * Returns a function that copies a value without the properties that its schema does not declare, at any depth. Reads
 * the schema's terms: describe() validates the description of each level, which slows every start down.
 */
export const shapedBy = ({ type, $_terms }: Joi.Schema): ((value: unknown) => unknown) => {
  if (type === 'alternatives') {
    const kinds = ($_terms.matches as { schema: Joi.Schema }[]).map(({ schema }) => ({
      matches: matcherOf(schema),
      shape: shapedBy(schema),
    }));
    return (value) => kinds.find(({ matches }) => matches(value))?.shape(value);
  }
  if (type === 'array') {
    const shapeItem = shapedBy($_terms.items[0]);
    return (value) => (value as unknown[]).map(shapeItem);
  }
  const { keys, patterns }: { keys?: readonly Member[]; patterns?: unknown } = $_terms;
  // An object with patterns is a map: all of its keys are declared.
  if (type !== 'object' || !keys || patterns) return (value) => value;
  const members = keys.map(({ key, schema }) => [key, shapedBy(schema)] as const);
  return (value) => {
    const from = value as Record<string, unknown>;
    const shaped: Record<string, unknown> = {};
    for (const [name, shape] of members) {
      if (from[name] !== undefined) shaped[name] = from[name] === null ? null : shape(from[name]);
    }
    return shaped;
  };
};

/** Returns a function that recognises an alternative by its members with exactly one allowed value. */
const matcherOf = ({ $_terms: { keys } }: Joi.Schema) => {
  const constants = (keys as readonly Member[]).flatMap(({ key, schema }) => {
    const { flags, allow } = schema.describe();
    return (flags as { only?: boolean } | undefined)?.only && allow?.length === 1
      ? [[key, allow[0]] as const]
      : [];
  });
  return (value: unknown) =>
    constants.every(([name, constant]) => (value as Record<string, unknown>)[name] === constant);
};
