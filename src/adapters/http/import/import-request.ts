import Joi from 'joi';
import type { ImportJobOptions } from '../../../core/import/import-job.js';
import type { ImportRequest } from '../../../core/import/manage-imports.js';
import { named } from '../schemas.js';
import { characters, line } from '../text-schemas.js';

/** The formats and columns that requests may name. */
export interface ImportVocabulary {
  readonly formats: readonly string[];
  /** The columns of files with the fields of the API, by plural name of their kind. */
  readonly columns: Readonly<Record<string, readonly string[]>>;
}

const column = () => characters(1, 200);

/** The body of a new import. */
export const importRequest = ({ formats, columns }: ImportVocabulary) => {
  const options = named(
    'ImportOptions',
    Joi.object<ImportJobOptions>({
      format: Joi.string()
        .valid(...formats)
        .description('The format, if the file name has no known extension.'),
      kind: Joi.string()
        .valid(...Object.keys(columns))
        .description('The kind of all rows, if neither the name of the file nor its columns determine it.'),
      map: Joi.object()
        .pattern(/^[A-Za-z][A-Za-z0-9]{0,39}(?:\.[a-z][a-z0-9-]{0,31})?$/, column())
        .max(100)
        .description(
          'Each key is a field, and its value the column that it is read from. In JSON files, also a path: film.name.',
        ),
      ignore: Joi.array().items(column()).max(500).description('Columns that are not imported.'),
      ignoreOthers: Joi.boolean().description('Whether all unknown columns are ignored.'),
      delimiter: Joi.string()
        .pattern(/^(?:[\t !#-~\xa1-\xff]|tab)$/, 'single character, or tab')
        .description('The character between the cells of delimited text, if it is not recognized.'),
      encoding: Joi.string()
        .pattern(/^[A-Za-z0-9:_.-]{1,40}$/, 'name of an encoding')
        .description('A name of the Encoding Standard (WHATWG), such as windows-1252.'),
      sheet: characters(1, 100).description(
        'The name of a sheet of a spreadsheet. Default: the first sheet.',
      ),
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
    .description('The file name. Its extension determines the format, and its beginning may name the kind.');
  const request = Joi.object<ImportRequest>({ name, options }).example({
    name: 'people.csv',
    options: { kind: 'authors', map: { name: 'Director', birthYear: 'Born' }, ignore: ['Notes'] },
  });
  return { options, request: named('ImportRequest', request) };
};
