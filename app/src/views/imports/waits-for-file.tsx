import { useState } from 'react';
import { Link } from 'react-router-dom';
import { type Import, percent } from '../../api/imports.js';
import { ProblemError } from '../../api/service.js';
import type { Upload } from '../../api/uploads.js';
import { useSession } from '../../session.js';
import { t } from '../../texts.js';
import { messageOf } from '../states.js';
import { bytesText } from './bytes.js';
import { ChooseFile } from './choose-file.js';
import { ProgressBar } from './progress-bar.js';
import { useImportRules, useNameOfAccount, useStartUpload } from './state.js';

/** An import without its file: the upload of this tab, or what to do without one. */
export const WaitsForFile = ({ job, upload }: { job: Import; upload: Upload | undefined }) => {
  const { user } = useSession();
  const nameOfAccount = useNameOfAccount();
  if (upload?.isSending) return <Sending upload={upload} />;
  const isOwner = job.ownerId === user?.id;
  return (
    <>
      <h2>{t(upload ? 'import.uploadFailed' : 'import.waitsForFile')}</h2>
      {upload ? (
        <UploadError error={upload.error} />
      ) : (
        <p>{isOwner ? t('import.waitsAdvice') : t('import.waitsForOther', { who: nameOfAccount(job) })}</p>
      )}
      {isOwner && <SendFile id={job.id} failed={upload?.file} />}
    </>
  );
};

const Sending = ({ upload: { file, sent } }: { upload: Upload }) => {
  const total = file.size;
  const title = t('import.uploading', { name: file.name });
  return (
    <>
      <h2>{title}</h2>
      <ProgressBar label={title} percents={percent(sent, total)} />
      <p className="hint">
        {t('import.sent', { sent: bytesText(Math.min(sent, total)), total: bytesText(total) })}
      </p>
    </>
  );
};

const UploadError = ({ error }: { error: unknown }) => {
  const isProblem = error instanceof ProblemError;
  const isFull = isProblem && error.code === 'import-storage-full';
  const text = !isProblem
    ? t('import.uploadOffline')
    : isFull
      ? t('import.uploadStorage')
      : error.status === 401
        ? t('import.uploadSession')
        : messageOf(error);
  return (
    <div role="alert" className="message error">
      {text} {isFull && <Link to="/imports">{t('import.all')}</Link>}
    </div>
  );
};

/** @param failed the file whose upload failed: it is still chosen */
const SendFile = ({ id, failed }: { id: number; failed: File | undefined }) => {
  const { maxBytes } = useImportRules();
  const [file, setFile] = useState(failed);
  const [isMissing, setMissing] = useState(false);
  const startUpload = useStartUpload();
  return (
    <form
      className="import-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (file) startUpload(id, file);
        else setMissing(true);
      }}
    >
      <ChooseFile
        file={file}
        onChoose={setFile}
        maxBytes={maxBytes}
        error={isMissing ? t('import.needed') : undefined}
      />
      <div className="buttons">
        <button type="submit" className="primary">
          {t(failed && file === failed ? 'app.retry' : 'import.send')}
        </button>
      </div>
    </form>
  );
};
