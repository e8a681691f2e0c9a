import { hasImdbId } from '../../../core/catalogue/keys.js';
import type { AnyKind } from '../../../core/catalogue/kind.js';
import { referenceCodes } from '../../../core/catalogue/references.js';
import type { ProblemCode } from '../problems.js';

/** The errors that a write of an item can return because of its values. */
export const conflictsOf = (kind: AnyKind): readonly ProblemCode[] => [
  ...(hasImdbId(kind) ? (['imdb-id-taken'] as const) : []),
  'source-id-taken',
  'external-id-taken',
  ...kind.references.map(({ to }) => referenceCodes(to).unknown),
  'validation-failed',
];
