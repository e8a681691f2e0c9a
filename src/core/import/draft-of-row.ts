import { patched, withoutNulls } from '../catalogue/external-ids.js';
import type { Keys } from '../catalogue/keys.js';
import { DomainError, type Violation } from '../shared/errors.js';
import type { Entry } from './batch-entry.js';
import type { ImportedKind } from './imported-kind.js';
import { withEditedFields } from './kept-fields.js';
import { hasValues, readOnlyFields, shown, without } from './row-fields.js';

/** The draft that a row makes, or why it is invalid. */
export interface RowDraft<Draft> {
  readonly draft?: Draft;
  /** Invalid fields. */
  readonly invalid: readonly Violation[];
  /** Valid fields that contradict each other. */
  readonly contradictions: readonly Violation[];
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** Adds the invalid value to the message of a violation, which a schema does not name. */
const withValue = (one: Violation, fields: object): Violation => {
  let value: unknown = fields;
  for (const name of one.pointer.split('/').slice(1))
    value = isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  return one.pointer === '' || value === '' || value === null || value === undefined
    ? one
    : { ...one, message: `${one.message}, not ${shown(value)}` };
};

/** Validates changed values only: stored ones may be older than a rule. */
const changed = <Draft extends Keys>(
  { validPatch }: ImportedKind<Draft>,
  before: Draft,
  fields: object,
): Draft => {
  const draft = without(before, ['version', ...readOnlyFields]) as unknown as Draft;
  const changes = Object.entries(fields).filter(([name, value]) => !hasValues(draft, { [name]: value }));
  if (changes.length === 0) return draft;
  return patched(draft, validPatch(Object.fromEntries(changes)));
};

/** The draft of a new item. @throws DomainError `validation-failed` */
export const newDraft = <Draft extends Keys>({ valid }: ImportedKind<Draft>, fields: object): Draft =>
  valid('externalIds' in fields ? { ...fields, externalIds: withoutNulls(fields.externalIds) } : fields);

/**
 * Validates the fields of a row.
 * @param entry the item that the row is about; undefined if it is new
 */
export const draftOfRow = <Draft extends Keys>(
  imported: ImportedKind<Draft>,
  entry: Entry<Draft> | undefined,
  fields: object,
): RowDraft<Draft> => {
  try {
    const draft = entry === undefined ? newDraft(imported, fields) : changed(imported, entry.draft, fields);
    const edits = entry?.stored?.edits ?? {};
    const contradictions = imported.kind.check(draft).map((one) => withEditedFields(one, edits, fields));
    return { draft, invalid: [], contradictions };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { invalid: error.violations.map((one) => withValue(one, fields)), contradictions: [] };
  }
};
