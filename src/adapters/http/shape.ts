import type Joi from 'joi';

/** A key of an object schema. */
export interface Member {
  readonly key: string;
  readonly schema: Joi.Schema;
}

/**
 * Leaves of a value what its schema names, however deep: nothing else goes out. Goes by the schema's terms, since
 * describe() checks what it says of each level against a schema of its own, at every start.
 */
export const shapedBy = ({ type, $_terms }: Joi.Schema): ((value: unknown) => unknown) => {
  if (type === 'alternatives') {
    const kinds = ($_terms.matches as { schema: Joi.Schema }[]).map(({ schema }) => ({
      isOne: recogniser(schema),
      shape: shapedBy(schema),
    }));
    return (value) => kinds.find(({ isOne }) => isOne(value))?.shape(value);
  }
  if (type === 'array') {
    const shapeItem = shapedBy($_terms.items[0]);
    return (value) => (value as unknown[]).map(shapeItem);
  }
  const keys: readonly Member[] | undefined = $_terms.keys;
  if (type !== 'object' || !keys) return (value) => value;
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

/** Tells an alternative by those of its members that can have one value only. */
const recogniser = ({ $_terms: { keys } }: Joi.Schema) => {
  const marks = (keys as readonly Member[]).flatMap(({ key, schema }) => {
    const { flags, allow } = schema.describe();
    return (flags as { only?: boolean } | undefined)?.only && allow?.length === 1
      ? [[key, allow[0]] as const]
      : [];
  });
  return (value: unknown) => marks.every(([name, mark]) => (value as Record<string, unknown>)[name] === mark);
};
