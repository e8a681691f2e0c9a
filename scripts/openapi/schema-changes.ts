/** The parts of JSON Schema that the OpenAPI document uses. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
}

/**
 * `request`: clients send the values, so the schema must not accept fewer than before. `response`: clients read them,
 * so it must not allow others.
 */
export type Direction = 'request' | 'response';

/** For each keyword, the change of its value that makes the schema accept fewer values. */
const limits = {
  maximum: 'less',
  maxLength: 'less',
  maxItems: 'less',
  maxProperties: 'less',
  minimum: 'more',
  minLength: 'more',
  minItems: 'more',
  minProperties: 'more',
} as const;

const without = <T>(all: readonly T[], others: readonly T[]) => all.filter((one) => !others.includes(one));

/** Returns the changes between two schemas that break clients of the first one. */
export class SchemaChanges {
  constructor(
    private readonly resolveBefore: (schema: Schema) => Schema,
    private readonly resolveAfter: (schema: Schema) => Schema,
    private readonly direction: Direction,
  ) {}

  between(one: Schema, other: Schema, place: string): string[] {
    const [before, after] = [this.resolveBefore(one), this.resolveAfter(other)];
    return [
      ...this.#types(before, after),
      ...(this.direction === 'request' ? this.#narrowed(before, after) : []),
    ]
      .map((change) => `${place}: ${change}`)
      .concat(this.#members(before, after, place), this.#inside(before, after, place));
  }

  /** null counts as a type: requests must still accept it, and responses must not begin to contain it. */
  #types({ anyOf, type }: Schema, after: Schema): string[] {
    if (anyOf?.length !== after.anyOf?.length) return ['other alternatives'];
    const [had, has] = [[type ?? []].flat(), [after.type ?? []].flat()];
    const changed = this.direction === 'request' ? without(had, has) : without(has, had);
    return changed.map((one) => (this.direction === 'request' ? `no longer ${one}` : `may be ${one}`));
  }

  #narrowed(before: Schema, after: Schema): string[] {
    const allowed = after.enum;
    const known = before.enum ?? (allowed && ['any other value']);
    const [had, has] = [before, after] as unknown as Readonly<Record<string, unknown>>[];
    return [
      ...without(known ?? [], allowed ?? known ?? []).map((value) => `${value} is no longer allowed`),
      ...Object.entries(limits).flatMap(([keyword, worse]) => {
        const [was, is] = [had?.[keyword], has?.[keyword]] as (number | undefined)[];
        const isWorse = is !== undefined && (was === undefined || (worse === 'less' ? is < was : is > was));
        return isWorse ? [`${keyword} is ${is}`] : [];
      }),
      ...(has?.pattern !== undefined && has.pattern !== had?.pattern ? ['another pattern'] : []),
    ];
  }

  #members(before: Schema, after: Schema, place: string): string[] {
    const removed = without(Object.keys(before.properties ?? {}), Object.keys(after.properties ?? {}));
    const [had, has] = [before.required ?? [], after.required ?? []];
    const changed = this.direction === 'request' ? without(has, had) : without(without(had, has), removed);
    return [
      ...removed.map((name) => `${place}.${name}: removed`),
      ...changed.map((name) => `${place}.${name}: ${this.direction === 'request' ? 'required' : 'optional'}`),
    ];
  }

  #inside(before: Schema, after: Schema, place: string): string[] {
    const pairs: [Schema | boolean | undefined, Schema | boolean | undefined, string][] = [
      [before.items, after.items, `${place}[]`],
      [before.additionalProperties, after.additionalProperties, `${place}.*`],
      ...Object.entries(before.properties ?? {}).map(
        ([name, its]) =>
          [its, after.properties?.[name], `${place}.${name}`] as [Schema, Schema | undefined, string],
      ),
      ...(before.anyOf ?? []).map(
        (its, i) => [its, after.anyOf?.[i], place] as [Schema, Schema | undefined, string],
      ),
    ];
    return pairs.flatMap(([one, other, at]) =>
      typeof one === 'object' && typeof other === 'object' ? this.between(one, other, at) : [],
    );
  }
}
