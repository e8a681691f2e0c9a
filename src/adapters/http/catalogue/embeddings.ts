import type Joi from 'joi';
import type { AnyKind, Item } from '../../../core/catalogue/kind.js';
import { listOf } from '../schemas.js';
import { componentOf } from './item-schema.js';

/** Related items of another kind that a response can include, read once per page. */
export interface Embedding<Draft extends object> {
  /** The name of the property, and the value of the parameter `include`. */
  readonly name: string;
  readonly plural: string;
  readonly schema: Joi.ObjectSchema;
  /** Returns the items with the related item, or null, added to each. */
  into(items: readonly Item<Draft>[]): Promise<readonly Item<Draft>[]>;
}

type Embeddings<Draft extends object> = readonly Embedding<Draft>[];

/** The query parameters that select embeddings: `include`, or none. */
export const includeParameters = <Draft extends object>(
  kind: AnyKind,
  embeddings: Embeddings<Draft>,
): Record<string, Joi.Schema> => {
  const names = embeddings.map(({ name }) => name);
  if (names.length === 0) return {};
  return {
    include: listOf(`${componentOf(kind)}Reference`, names)
      .unique()
      .example(names)
      .description('Adds these related items, or null, to each item.'),
  };
};

/** The schema of an item with its related items, which `include` selects. */
export const withEmbedded = <Draft extends object>(item: Joi.ObjectSchema, embeddings: Embeddings<Draft>) =>
  item.append(
    Object.fromEntries(embeddings.map(({ name, schema }) => [name, schema.allow(null).optional()])),
  );

export const selectEmbeddings = <Draft extends object>(
  embeddings: Embeddings<Draft>,
  include?: readonly string[],
) => embeddings.filter(({ name }) => include?.includes(name));

/** Returns the items, each with its related items. */
export const embed = async <Draft extends object>(
  items: readonly Item<Draft>[],
  embeddings: Embeddings<Draft>,
): Promise<readonly Item<Draft>[]> => {
  let embedded = items;
  for (const { into } of embeddings) embedded = await into(embedded);
  return embedded;
};
