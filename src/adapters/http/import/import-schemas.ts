import Joi from 'joi';
import { failureReasons, type ImportJob, importStatuses } from '../../../core/import/import-job.js';
import type { ImportReport } from '../../../core/import/import-report.js';
import { id, named, time } from '../schemas.js';

const count = () => Joi.number().integer().min(0).example(12).required();
const text = (example = 'people.csv') => Joi.string().allow('').example(example).required();

const example = named('RowExample', Joi.object({ file: text(), line: count(), text: text('Agnès Varda') }));
const examples = Joi.array().items(example).required();
const nameCounts = () =>
  Joi.array()
    .items(named('NameCount', Joi.object({ name: text('short'), rows: count() })))
    .required();
const columns = () =>
  Joi.array().items(
    named(
      'ReadColumn',
      Joi.object({
        column: text('Born'),
        fields: Joi.array().items(Joi.string().example('birthYear')).required(),
      }),
    ),
  );
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
            .description('The site or program that the file is from; null: unknown, or this service.'),
          columns: columns()
            .required()
            .description('The columns, each with the fields that are read from it. None: it is ignored.'),
          ignored: Joi.array()
            .items(Joi.string().allow('').example('Notes'))
            .required()
            .description('Columns that are ignored although no option names them.'),
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
    otherLabels: nameCounts().description('Labels that no field has a value for, such as a country.'),
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
  ownerId: id()
    .allow(null)
    .required()
    .description('null: a service account created it, or the account was removed.'),
  serviceAccountId: id().allow(null).required().description('The service account that created it.'),
  bytes: Joi.number().integer().allow(null).example(2_048).required().description('The size of the file.'),
  progress: Joi.object({ read: count(), total: count() })
    .required()
    .description('Bytes read by the current or last run, of all that it reads.'),
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
    columns: columns().description(
      'The columns of the file, if some of them are not known: these have no field.',
    ),
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
