import { importPath, totalOf } from '../../api/imports.js';
import { api } from '../../api/service.js';
import { useCatalogue } from '../../catalogue.js';
import { useSession } from '../../session.js';
import { t } from '../../texts.js';
import { useSubmit } from '../simple-form.js';
import { ImportForm } from './import-form.js';
import { columnForIds } from './rejections.js';
import { Findings } from './report.js';
import { type Shown, useChange, useNameOfAccount } from './state.js';
import { Tally } from './tally.js';

/** After the dry run: what the import would do, and whether to do it. */
export const Review = ({ job }: { job: Shown }) => {
  const { user } = useSession();
  const nameOfAccount = useNameOfAccount();
  const change = useChange();
  const start = useSubmit(() =>
    // The dry run that is shown, not one of another file that replaced it.
    change(() => api.post(`${importPath(job.id)}/start`, { headers: { 'If-Match': job.etag } })),
  );
  const { dryRun } = job;
  const { created, changed, rejected } = totalOf(dryRun?.counts ?? {});
  const isTried = Object.keys(dryRun?.counts ?? {}).length > 0;
  const isUseful = !isTried || created + changed > 0;
  const { kinds } = useCatalogue();
  const column = columnForIds(
    job,
    kinds.map(({ namedBy }) => namedBy),
  );
  const nothing = rejected === 0 ? t('import.nothingNew') : t('import.nothingRejected');
  const isOwner = job.ownerId === user?.id;
  const advice = !isUseful
    ? column === undefined
      ? nothing
      : t('import.nothingKeyed', { column })
    : isOwner
      ? t('import.readyAdvice')
      : t('import.readyForOther', { who: nameOfAccount(job) });
  return (
    <>
      <h2>{t(isUseful ? 'import.ready' : 'import.nothing')}</h2>
      <p>{advice}</p>
      {isTried ? <Tally counts={dryRun?.counts ?? {}} /> : <p>{t('import.notTried')}</p>}
      {start.message}
      {isOwner && isUseful && (
        <form onSubmit={start.onSubmit}>
          <button type="submit" className="primary" disabled={start.isBusy}>
            {t('import.start')}
          </button>
        </form>
      )}
      {dryRun && <Findings job={job} report={dryRun} hasColumns />}
      <details className="minor" open={!isUseful && rejected > 0}>
        <summary>{t('import.otherwise')}</summary>
        <ImportForm earlier={job} />
      </details>
    </>
  );
};
