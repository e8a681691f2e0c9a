import { type Field, fieldsOf, type Resolve, type Schema, schemaResolver } from './fields.js';

/** Parameters that a list serves together from an index. */
export interface Combination {
  readonly filters: readonly string[];
  readonly optionalFilters: readonly string[];
  readonly sort: readonly string[];
}

interface KindExtension {
  readonly name: string;
  readonly plural: string;
  readonly namedBy: string;
  readonly references: readonly { readonly field: string; readonly to: string }[];
  readonly combinations: readonly Combination[];
  readonly searchFilters: readonly string[];
}

/** A kind of the catalogue, as the OpenAPI document describes it. */
export interface Kind extends KindExtension {
  /** The path of its list. */
  readonly path: string;
  /** The fields of an item, in the order of the document. */
  readonly fields: readonly Field[];
  /** The fields that can be written. */
  readonly draft: readonly Field[];
  /** The query parameters of its list. */
  readonly parameters: readonly Field[];
}

interface Media {
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
}

interface Operation {
  readonly 'x-kind'?: KindExtension;
  /** The columns of an import file that has the fields of the API, by the plural name of the kind. */
  readonly 'x-columns'?: Readonly<Record<string, readonly string[]>>;
  /** The rules for new passwords. */
  readonly 'x-password'?: { readonly minLength: number };
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly schema: Schema;
  }[];
  readonly requestBody?: Media;
  readonly responses: Readonly<Record<string, Media>>;
}

export interface OpenApi {
  readonly info?: { readonly title: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

const bodySchema = (media: Media | undefined): Schema => media?.content?.['application/json']?.schema ?? {};

const queryFields = (
  { parameters = [] }: Operation,
  resolve: Resolve,
  references: KindExtension['references'],
): Field[] => {
  const query = parameters.filter((parameter) => parameter.in === 'query');
  const properties = Object.fromEntries(query.map(({ name, schema }) => [name, schema]));
  return fieldsOf({ properties }, resolve, references);
};

/** Returns the kinds of the catalogue, in the order of the document. */
export const kindsOf = ({ paths, components }: OpenApi): Kind[] => {
  const resolve = schemaResolver(components.schemas);
  return Object.entries(paths).flatMap(([path, { get, post }]) => {
    const extension = get?.['x-kind'];
    if (extension === undefined) return [];
    const { references } = extension;
    return [
      {
        ...extension,
        path,
        fields: fieldsOf(resolve(bodySchema(post?.responses['201'])), resolve, references),
        draft: fieldsOf(resolve(bodySchema(post?.requestBody)), resolve, references),
        parameters: queryFields(get as Operation, resolve, references),
      },
    ];
  });
};

/** The query parameters of a GET; undefined: the document has no such path. */
export const parameterFields = ({ paths, components }: OpenApi, path: string): Field[] | undefined => {
  const operation = paths[path]?.get;
  return operation && queryFields(operation, schemaResolver(components.schemas), []);
};

/** The query parameters of a GET, and the fields of each of the `items` that it returns. */
export const responseFields = (
  document: OpenApi,
  path: string,
): { readonly parameters: Field[]; readonly items: Field[] } | undefined => {
  const resolve = schemaResolver(document.components.schemas);
  const parameters = parameterFields(document, path);
  if (parameters === undefined) return undefined;
  const body = resolve(bodySchema(document.paths[path]?.get?.responses['200']));
  const item = resolve(resolve(body.properties?.items ?? {}).items ?? {});
  return { parameters, items: fieldsOf(item, resolve, []) };
};

/** The fields that the list shows as columns: short values that tell items apart. The first one is the name. */
export const columnsOf = ({ fields, namedBy }: Kind): Field[] => {
  const name = fields.filter((field) => field.name === namedBy);
  const others = fields.filter(
    ({ name, type }) =>
      name !== namedBy &&
      name !== 'id' &&
      ['integer', 'number', 'choice', 'choices', 'reference', 'boolean'].includes(type),
  );
  return [...name, ...others];
};

/** Whether the name is the only required field of a kind. */
export const needsOnlyName = ({ draft, namedBy }: Pick<Kind, 'draft' | 'namedBy'>): boolean =>
  draft.filter(({ isRequired }) => isRequired).every(({ name }) => name === namedBy);
