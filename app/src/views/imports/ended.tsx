import { Link } from 'react-router-dom';
import { columnsIn, readableDetail } from '../../api/import-choices.js';
import { type Import, totalOf } from '../../api/imports.js';
import { findText, kindLabel, t } from '../../texts.js';
import { ImportForm } from './import-form.js';
import { Findings } from './report.js';
import { Tally } from './tally.js';

/** An import that is done, has failed or was canceled: what it did, and how to continue. */
export const Ended = ({ job }: { job: Import }) =>
  job.status === 'done' ? <Done job={job} /> : <Stopped job={job} />;

const Done = ({ job }: { job: Import }) => {
  const { created, changed, unchanged } = totalOf(job.counts);
  const hasStored = created + changed + unchanged > 0;
  return (
    <>
      <h2>{t(hasStored ? 'import.done' : 'import.doneNothing')}</h2>
      <Tally counts={job.counts} />
      <div className="buttons">
        {Object.keys(job.counts).map((plural) => (
          <Link key={plural} className="button" to={listPath(plural)}>
            {t('import.see', { kind: kindLabel(plural).toLowerCase() })}
          </Link>
        ))}
        <Link className="button" to="/imports/new">
          {t('import.another')}
        </Link>
      </div>
      {job.result && <Findings job={job} report={job.result} />}
    </>
  );
};

/** The list of a kind, with what was added last at its top. */
const listPath = (plural: string) => `/${plural}?${new URLSearchParams({ sort: 'id', order: 'DESC' })}`;

const optionLabel = (option: string) => findText(`import.${option}`) ?? option;

const Stopped = ({ job }: { job: Import }) => {
  const { failure, status, counts } = job;
  const hasStored = Object.keys(counts).length > 0;
  const reason = failure?.reason ?? '';
  const title =
    status === 'canceled' ? t('import.canceled') : (findText(`import.failed.${reason}`) ?? reason);
  const advice = findText(`import.failed.${reason}.advice`);
  const form = <ImportForm key={job.id} earlier={job} />;
  return (
    <>
      <h2>{title}</h2>
      {failure && (
        <p className={reason === 'file-rejected' ? 'message error' : undefined}>
          {advice ?? readableDetail(failure.detail, optionLabel)}
        </p>
      )}
      {hasStored ? (
        <>
          <p>{t('import.partly')}</p>
          <Tally counts={counts} />
        </>
      ) : (
        status === 'canceled' && <p>{t('import.canceledNothing')}</p>
      )}
      {job.rejected.files.length > 0 && job.dryRun && <Findings job={job} report={job.dryRun} />}
      {reason === 'file-rejected' ? (
        <>
          {columnsIn(job).length === 0 && <h3>{t('import.retry')}</h3>}
          {form}
        </>
      ) : (
        <details className="minor" open={status !== 'canceled'}>
          <summary>{t('import.retry')}</summary>
          {form}
        </details>
      )}
    </>
  );
};
