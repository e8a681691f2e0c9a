import { columnsIn } from '../../api/import-choices.js';
import type { Import, Report } from '../../api/imports.js';

type Examples = Report['rejections'][number]['examples'];

/** Examples by their text: many rows are rejected for the same reason. */
export const byText = (examples: Examples): [text: string, places: Examples][] => {
  const found = new Map<string, Examples>();
  for (const example of examples) found.set(example.text, [...(found.get(example.text) ?? []), example]);
  return [...found];
};

/**
 * Returns the column with the names of rows that were rejected because they have no id; undefined: they were not, or there
 * is none. The name can serve as id.
 * @param namedBy the fields with the names of items
 */
export const columnForIds = (
  job: Pick<Import, 'failure' | 'dryRun'>,
  namedBy: readonly string[],
): string | undefined => {
  const columns = columnsIn(job);
  const reads = (field: string) => columns.find(({ fields }) => fields.includes(field))?.column;
  const lacksIds = job.dryRun?.rejections.some(({ column }) => column === 'sourceId') ?? false;
  if (!lacksIds || reads('sourceId') !== undefined) return undefined;
  return namedBy.map(reads).find((column) => column !== undefined);
};
