/** Numbers of rows of one kind, by result. */
export interface Counts {
  readonly created: number;
  readonly changed: number;
  readonly unchanged: number;
  /** Rejected rows: the name of the field in the audit trail. */
  readonly refused: number;
  /** Authors created because a title names them. */
  readonly authors: number;
}

/** The keys are plural: `movies`. */
export type CountsByKind = Readonly<Record<string, Counts>>;

/** The number of rows, each of which has exactly one result. */
export const rowsIn = ({ created, changed, unchanged, refused }: Counts): number =>
  created + changed + unchanged + refused;

/** The number of rows of all kinds. */
export const totalRows = (counts: CountsByKind): number =>
  Object.values(counts).reduce((sum, one) => sum + rowsIn(one), 0);

const noRows: Counts = { created: 0, changed: 0, unchanged: 0, refused: 0, authors: 0 };

/** The counts with the results of another batch. */
export const addResult = (
  before: Counts = noRows,
  result: Omit<Counts, 'refused'>,
  rejected: number,
): Counts => ({
  created: before.created + result.created,
  changed: before.changed + result.changed,
  unchanged: before.unchanged + result.unchanged,
  refused: before.refused + rejected,
  authors: before.authors + result.authors,
});
