import type { Columns } from '../catalogue/columns.js';
import type { ResolvedReference } from '../catalogue/exported.js';
import type { AnyKeys, Keys } from '../catalogue/keys.js';
import type { Kind } from '../catalogue/kind.js';

/** A kind with the validators of its fields. */
export interface ImportedKind<Draft extends Keys> {
  readonly kind: Kind<Draft>;
  /** The columns of its files. */
  readonly columns: Columns;
  /** @throws DomainError `validation-failed` */
  readonly valid: (draft: unknown) => Draft;
  /** Validates some fields, as a PATCH of the API does. @throws DomainError `validation-failed` */
  readonly validPatch: (patch: unknown) => Partial<Draft>;
  readonly references: readonly ImportedReference[];
}

/** A reference of an imported kind. */
export interface ImportedReference extends ResolvedReference {
  /**
   * Makes the draft of an item that a row names and that does not exist. Without it, such a row is rejected.
   * @throws DomainError `validation-failed`
   */
  readonly create?: (name: string, keys: AnyKeys) => AnyKeys;
}
