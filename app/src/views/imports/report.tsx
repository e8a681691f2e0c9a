import type { FieldReport, Import, ReadColumn, Report } from '../../api/imports.js';
import { fieldLabel, kindLabel, t, valueLabel } from '../../texts.js';
import { columnLabel } from './column-choices.js';
import { FirstRows } from './first-rows.js';
import { RejectedRows } from './rejected-rows.js';

/**
 * The findings of a dry run or an import, without its counts.
 * @param hasColumns whether to show which fields the columns are read as
 */
export const Findings = ({
  job,
  report,
  hasColumns = false,
}: {
  job: Import;
  report: Report;
  hasColumns?: boolean;
}) => (
  <>
    <RejectedRows job={job} report={report} />
    <Fields title={t('import.kept')} reports={report.kept} />
    <Fields title={t('import.leftOut')} reports={report.leftOut} />
    <Names title={t('import.otherTypes')} names={report.otherTypes} />
    <Names title={t('import.otherLabels')} names={report.otherLabels} />
    {hasColumns &&
      report.files.map((file) => (
        <section key={file.file}>
          <h2>
            {report.files.length > 1 ? t('import.columnsOf', { file: file.file }) : t('import.columns')}
          </h2>
          {file.source && <p>{t('import.source', { source: file.source })}</p>}
          <Columns columns={file.columns} />
          <FirstRows rows={file.firstRows} />
        </section>
      ))}
  </>
);

const fieldText = (field: string) => (field === 'kind' ? t('import.kind') : columnLabel(field));

const Columns = ({ columns }: { columns: readonly ReadColumn[] }) => (
  <ul className="mapping">
    {columns.map(({ column, fields }) => (
      <li key={column} className={fields.length === 0 ? 'none' : undefined}>
        <span className="from">{column}</span>
        <span aria-hidden="true"> → </span>
        <span>{fields.length === 0 ? t('import.ignored') : fields.map(fieldText).join(', ')}</span>
      </li>
    ))}
  </ul>
);

const Fields = ({ title, reports }: { title: string; reports: readonly FieldReport[] }) =>
  reports.length > 0 && (
    <section>
      <h2>{title}</h2>
      <table className="items">
        <thead>
          <tr>
            <th scope="col">{t('import.field')}</th>
            <th scope="col" className="number">
              {t('import.values')}
            </th>
            <th scope="col">{t('import.examples')}</th>
          </tr>
        </thead>
        <tbody>
          {reports.map(({ kind, field, values, examples }) => (
            <tr key={`${kind} ${field}`}>
              <th scope="row">
                {kindLabel(kind)}: {fieldLabel(field)}
              </th>
              <td className="number" data-label={t('import.values')}>
                {values.toLocaleString()}
              </td>
              <td>
                {examples.map(({ line, text }) => `${text} (${t('import.line', { line })})`).join(', ')}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );

const Names = ({ title, names }: { title: string; names: Report['otherTypes'] }) =>
  names.length > 0 && (
    <section>
      <h2>{title}</h2>
      <ul className="chips">
        {names.map(({ name, rows }) => (
          <li key={name} className="chip">
            {valueLabel(name)}: {rows.toLocaleString()}
          </li>
        ))}
      </ul>
    </section>
  );
