/** The part of JSON Schema that the document uses for fields and parameters. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly enum?: readonly string[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  /** Maximum bytes of an uploaded file. */
  readonly 'x-max-bytes'?: number;
  readonly maxItems?: number;
}

export type FieldType =
  | 'text'
  | 'longText'
  | 'integer'
  | 'number'
  | 'boolean'
  | 'choice'
  | 'choices'
  | 'list'
  | 'reference'
  | 'time'
  | 'map';

/** A field of an item, or a parameter of a list: how it is shown, entered and checked. */
export interface Field {
  readonly name: string;
  readonly type: FieldType;
  readonly schema: Schema;
  readonly isRequired: boolean;
  /** The values of `choice` and `choices`. */
  readonly options: readonly string[];
  /** The plural of the kind that a `reference` refers to. */
  readonly to?: string;
}

export type Resolve = (schema: Schema) => Schema;

/** Returns a function that follows `$ref`. Keywords beside it count, too, as in JSON Schema 2020-12. */
export const schemaResolver = (schemas: Readonly<Record<string, Schema>>): Resolve => {
  const resolve: Resolve = ({ $ref, ...beside }) => {
    if ($ref === undefined) return beside;
    const found = schemas[$ref.replace('#/components/schemas/', '')];
    return found === undefined ? beside : { ...resolve(found), ...beside };
  };
  return resolve;
};

/** Texts that can be longer are entered in several lines, and are no columns of lists. */
const maxLine = 1_000;

const typeOf = (schema: Schema, items: Schema): FieldType => {
  const types = [schema.type ?? []].flat().filter((type) => type !== 'null');
  const [type] = types;
  if (schema.enum) return 'choice';
  if (type === 'array') return items.enum ? 'choices' : 'list';
  if (type === 'object') return 'map';
  if (type === 'integer' || type === 'number' || type === 'boolean') return type;
  if (schema.format === 'date-time') return 'time';
  return (schema.maxLength ?? 0) > maxLine ? 'longText' : 'text';
};

/** Returns the fields of an object schema. */
export const fieldsOf = (
  { properties = {}, required = [] }: Schema,
  resolve: Resolve,
  references: readonly { readonly field: string; readonly to: string }[],
): Field[] =>
  Object.entries(properties).map(([name, property]) => {
    const schema = resolve(property);
    const items = resolve(schema.items ?? {});
    const reference = references.find(({ field }) => field === name);
    return {
      name,
      schema,
      type: reference ? 'reference' : typeOf(schema, items),
      isRequired: required.includes(name),
      options: schema.enum ?? items.enum ?? [],
      ...(reference && { to: reference.to }),
    };
  });

/** Years and ids have no thousands separator. */
export const numberText = ({ name }: Pick<Field, 'name'>, value: number): string =>
  /(?:year|^id)$/i.test(name) ? String(value) : value.toLocaleString();
