import type { Columns } from '../catalogue/columns.js';
import { externalIdsGatherer } from './gather-external-ids.js';
import { type GenreLabels, GenreReader } from './genre-labels.js';
import type { ReadRow } from './import-row.js';
import { rowNormalizer } from './normalize-row.js';

/** The fields of a row as an import reads them: as they would be stored, if they are valid. */
export const normalizedFields = (
  columns: Columns,
  fields: ReadRow['fields'],
  labels?: GenreLabels,
): ReadRow['fields'] => {
  const genres = new GenreReader(labels);
  const normalize = rowNormalizer(columns, { genres, onLabelLeftOut: () => {} });
  const row = normalize({ place: { file: '', line: 0 }, fields });
  const gathered = externalIdsGatherer(columns)(row);
  return 'fields' in gathered ? gathered.fields : row.fields;
};
