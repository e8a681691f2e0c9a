import Joi from 'joi';
import {
  failureReasons,
  type ImportJob,
  type ImportJobOptions,
  importStatuses,
} from '../../../core/import/import-job.js';
import type { ImportReport } from '../../../core/import/import-report.js';
import type { ImportRequest } from '../../../core/import/manage-imports.js';
import { id, named, time } from '../schemas.js';
import { characters, line } from '../text-schemas.js';

/** What the routes need to know of the catalogue and of imports. */
export interface ImportVocabulary {
  readonly formats: readonly string[];
  /** Plural names. */
  readonly kinds: readonly string[];
}

const column = () => characters(1, 200);
const count = () => Joi.number().integer().min(0).example(12).required();
const text = (example = 'people.csv') => Joi.string().allow('').example(example).required();

/** The body of a new import. */
export const importRequest = ({ formats, kinds }: ImportVocabulary) => {
  const options = named(
    'ImportOptions',
    Joi.object<ImportJobOptions>({
      format: Joi.string()
        .valid(...formats)
        .description('The format, if the name of the file does not say it.'),
      kind: Joi.string()
        .valid(...kinds)
        .description('The kind of all rows, if neither the name of the file nor its columns say it.'),
      map: Joi.object()
        .pattern(/^[A-Za-z][A-Za-z0-9]{0,39}(?:\.[a-z][a-z0-9-]{0,31})?$/, column())
        .max(100)
        .description('Fields, each with the column that it is read from; of JSON also a path: film.name.'),
      ignore: Joi.array().items(column()).max(500).description('Columns that are not imported.'),
      ignoreOthers: Joi.boolean().description('Whether all columns that are not known are left out.'),
      delimiter: Joi.string()
        .pattern(/^(?:[\t !#-~\xa1-\xff]|tab)$/, 'single character, or tab')
        .description('What separates the cells of delimited text, if it is not recognized.'),
      encoding: Joi.string()
        .pattern(/^[A-Za-z0-9:_.-]{1,40}$/, 'name of an encoding')
        .description('A name of the Encoding Standard (WHATWG), such as windows-1252.'),
      sheet: characters(1, 100).description('The name of a sheet of a spreadsheet; by default the first.'),
      lenient: Joi.boolean().description(
        'Whether unreadable values of optional fields are left out, instead of rejecting their rows.',
      ),
      replace: Joi.string()
        .valid('all', 'unedited', 'empty')
        .description(
          'Which values of existing items are replaced. unedited, the default: all but those that people edited. empty: only missing ones.',
        ),
    }).example({ kind: 'authors', map: { name: 'Director', birthYear: 'Born' } }),
  );
  const name = line(1, 255)
    .required()
    .description('The name of the file. Its ending says the format, and its beginning may say the kind.');
  const request = Joi.object<ImportRequest>({ name, options }).example({
    name: 'people.csv',
    options: { kind: 'authors', map: { name: 'Director', birthYear: 'Born' }, ignore: ['Notes'] },
  });
  return { options, request: named('ImportRequest', request) };
};

const example = named('RowExample', Joi.object({ file: text(), line: count(), text: text('Agnès Varda') }));
const examples = Joi.array().items(example).required();
const nameCounts = () =>
  Joi.array()
    .items(named('NameCount', Joi.object({ name: text('short'), rows: count() })))
    .required();
const fieldReports = () =>
  Joi.array()
    .items(
      named(
        'FieldReport',
        Joi.object({
          kind: text('authors'),
          field: text('birthYear'),
          column: text('Born'),
          values: count(),
          examples,
        }),
      ),
    )
    .required();

const counts = named(
  'ImportCounts',
  Joi.object()
    .pattern(
      /^[a-z]+$/,
      Joi.object({
        created: count(),
        changed: count(),
        unchanged: count(),
        rejected: count(),
        authors: count().description('Authors created because a title names them.'),
      }),
    )
    .example({ authors: { created: 12, changed: 3, unchanged: 40, rejected: 1, authors: 0 } })
    .description('The number of rows by result, for each kind.'),
);

const report = named(
  'ImportReport',
  Joi.object({
    counts: counts.required(),
    files: Joi.array()
      .items(
        Joi.object({
          file: text(),
          source: Joi.string()
            .allow(null)
            .example('Letterboxd')
            .required()
            .description('The site or program whose file it is; null: not known.'),
          columns: Joi.array()
            .items(
              Joi.object({
                column: text('Born'),
                fields: Joi.array().items(Joi.string().example('birthYear')).required(),
              }),
            )
            .required()
            .description('The columns, each with the fields that are read from it. None: it is ignored.'),
          ignored: Joi.array()
            .items(Joi.string().allow('').example('Notes'))
            .required()
            .description('Columns that are ignored, though no option says so.'),
          firstRows: Joi.array()
            .items(
              Joi.object({
                kind: text('authors'),
                fields: Joi.object().unknown().example({ name: 'Agnès Varda' }).required(),
              }),
            )
            .required()
            .description('The first rows, as they would be stored.'),
        }),
      )
      .required(),
    rejections: Joi.array()
      .items(Joi.object({ column: text('Born'), rows: count(), examples }))
      .required()
      .description('Why rows were rejected: the most frequent reasons.'),
    otherRejections: count(),
    otherTypes: nameCounts().description('Rows of types that the catalogue does not have.'),
    otherLabels: nameCounts().description('Labels of their source that the catalogue does not have.'),
    leftOut: fieldReports().description('Unreadable values that were left out (lenient).'),
    kept: fieldReports().description('Values that did not replace those that people edited.'),
  }),
);

const summaryFields = (options: Joi.Schema) => ({
  id: id().required(),
  name: text(),
  options: options.required(),
  status: Joi.string()
    .valid(...importStatuses)
    .required(),
  ownerId: id().allow(null).required().description('null: the account was removed.'),
  bytes: Joi.number().integer().allow(null).example(2_048).required().description('The size of the file.'),
  progress: Joi.object({ read: count(), total: count() })
    .required()
    .description('Bytes, of the run that is in progress or was the last one.'),
  counts: counts.required().description('Of the rows that are committed.'),
  rejected: Joi.object({
    files: Joi.array()
      .items(Joi.object({ name: text(), rows: count() }))
      .required(),
    omitted: count().description('Rejected rows that cannot be downloaded.'),
  })
    .required()
    .description('The rejected rows that can be downloaded, by file.'),
  failure: Joi.object({
    reason: Joi.string()
      .valid(...failureReasons)
      .required(),
    detail: text('The file has no column with titles.'),
    suggestion: options.description('Options with which the file could be imported.'),
  })
    .allow(null)
    .required(),
});
const times = { createdAt: time(), updatedAt: time() };

/** An import in a list. */
export const importSummary = (options: Joi.Schema) =>
  named('ImportSummary', Joi.object({ ...summaryFields(options), ...times }));

/** The response schema of an import. */
export const importItem = (options: Joi.Schema) =>
  named(
    'Import',
    Joi.object({
      ...summaryFields(options),
      dryRun: report.allow(null).required().description('What the dry run found; null: it has not ended.'),
      result: report.allow(null).required().description('What the import did; null: it has not ended.'),
      ...times,
    }),
  );

/** In responses, rows that the audit trail counts as `refused` are `rejected`. */
const countsBody = (all: ImportJob['counts']) =>
  Object.fromEntries(
    Object.entries(all).map(([plural, { refused, ...others }]) => [plural, { ...others, rejected: refused }]),
  );

const reportBody = (found: ImportReport | null) => found && { ...found, counts: countsBody(found.counts) };

/** An import as responses have it. */
export const importBody = ({ counts: all, readBytes, totalBytes, dryRun, result, ...job }: ImportJob) => ({
  ...job,
  progress: { read: readBytes, total: totalBytes },
  counts: countsBody(all),
  dryRun: reportBody(dryRun),
  result: reportBody(result),
});
