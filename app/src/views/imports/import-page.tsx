import { useEffect, useRef } from 'react';
import { Link } from 'react-router-dom';
import { type Import, isEnded, isRunning, percent, quarter } from '../../api/imports.js';
import { ProblemError } from '../../api/service.js';
import { useSession } from '../../session.js';
import { kindLabel, t } from '../../texts.js';
import { Failure, Loading, NotFound } from '../states.js';
import { useTitle } from '../title.js';
import { DateTime } from '../value.js';
import { bytesText } from './bytes.js';
import { CancelButton } from './cancel-button.js';
import { Ended } from './ended.js';
import { Review } from './review.js';
import { Running } from './running.js';
import { type Shown, useImport, useNameOfAccount, useUpload } from './state.js';
import { Steps } from './steps.js';
import { WaitsForFile } from './waits-for-file.js';

/** One import, at whatever stage it is. Its address can be opened again, here or elsewhere. */
export const ImportPage = ({ id }: { id: number }) => {
  const { data, error, refetch } = useImport(id);
  useTitle(data?.name ?? t('import.list'));
  if (error instanceof ProblemError && (error.status === 403 || error.status === 404))
    return <Gone error={error} />;
  if (data === undefined) return error ? <Failure error={error} onRetry={refetch} /> : <Loading />;
  return (
    <>
      <p className="above">
        <Link to="/imports">{t('import.list')}</Link>
      </p>
      <div className="title-row">
        <h1>{data.name}</h1>
        {!isEnded(data) && <CancelButton job={data} />}
      </div>
      <About job={data} />
      {!isEnded(data) && <Steps status={data.status} />}
      <Announcement job={data} />
      <p role="status" className="gave-way">
        {error && !(error instanceof ProblemError) && t('import.lost')}
      </p>
      <Stage job={data} />
    </>
  );
};

/** The permission was lost, or the import removed. */
const Gone = ({ error }: { error: ProblemError }) => {
  const { reload } = useSession();
  const isForbidden = error.status === 403;
  // The role has changed, and with it the links of this page.
  useEffect(() => {
    if (isForbidden) reload();
  }, [isForbidden, reload]);
  return (
    <NotFound>
      <p>{isForbidden ? t('app.forbidden') : error.message}</p>
      {!isForbidden && (
        <p>
          <Link to="/imports">{t('import.all')}</Link>
        </p>
      )}
    </NotFound>
  );
};

/** Who imports what, and how. */
const About = ({ job }: { job: Import }) => {
  const { createdAt, bytes, options } = job;
  const nameOfAccount = useNameOfAccount();
  const { kind, replace, lenient, sheet, encoding, delimiter } = options;
  const said = [
    kind && kindLabel(kind),
    replace && replace !== 'unedited' && t(`import.replace.${replace}`),
    lenient && t('import.lenient'),
    sheet && `${t('import.sheet')}: ${sheet}`,
    encoding && `${t('import.encoding')}: ${encoding}`,
    delimiter && `${t('import.delimiter')}: ${delimiter}`,
  ].filter(Boolean);
  return (
    <dl className="about">
      <div>
        <dt>{t('import.begun')}</dt>
        <dd>
          <DateTime value={createdAt} />
        </dd>
      </div>
      <div>
        <dt>{t('import.by')}</dt>
        <dd>{nameOfAccount(job)}</dd>
      </div>
      {bytes !== null && (
        <div>
          <dt>{t('import.size')}</dt>
          <dd>{bytesText(bytes)}</dd>
        </div>
      )}
      {said.length > 0 && (
        <div>
          <dt>{t('import.options')}</dt>
          <dd>{said.join(' · ')}</dd>
        </div>
      )}
    </dl>
  );
};

/** What screen readers say: each status, and each quarter of a run. */
const Announcement = ({ job }: { job: Import }) => {
  const { read, total } = job.progress;
  const passed = isRunning(job) ? quarter(percent(read, total)) : 0;
  const status = t(`import.status.${job.status}`);
  return (
    <p role="status" className="hidden">
      {passed > 0 ? t('import.announced', { status, percent: passed }) : status}
    </p>
  );
};

const Stage = ({ job }: { job: Shown }) => {
  const upload = useUpload(job.id);
  const section = useRef<HTMLElement>(null);
  const { status } = job;
  const before = useRef(status);
  // A button that was pressed is gone with its stage: the focus goes to what has replaced it.
  useEffect(() => {
    const isLost = document.activeElement === document.body || document.activeElement === null;
    if (before.current !== status && isLost) section.current?.focus({ preventScroll: true });
    before.current = status;
  }, [status]);
  const isAwaiting = status === 'awaiting-file' || (upload !== undefined && !isEnded(job));
  return (
    <section ref={section} tabIndex={-1} className="stage">
      {isAwaiting ? (
        <WaitsForFile job={job} upload={upload} />
      ) : isRunning(job) ? (
        <Running job={job} />
      ) : status === 'ready' ? (
        <Review job={job} />
      ) : (
        <Ended job={job} />
      )}
    </section>
  );
};
