import { type Import, percent } from '../../api/imports.js';
import { t } from '../../texts.js';
import { ProgressBar } from './progress-bar.js';
import { Tally } from './tally.js';

const texts = {
  'dry-run-queued': ['import.queued', 'import.queuedAdvice'],
  'dry-run': ['import.checking', 'import.checkingAdvice'],
  queued: ['import.queued', 'import.queuedAdvice'],
  importing: ['import.importing', 'import.importingAdvice'],
} as const;

/** A check or an import, while an instance works at it or is about to. */
export const Running = ({ job: { status, progress, counts } }: { job: Import }) => {
  const [title, advice] = texts[status as keyof typeof texts];
  const isWorking = status === 'dry-run' || status === 'importing';
  return (
    <>
      <h2>{t(title)}</h2>
      <p>{t(advice)}</p>
      <ProgressBar
        label={t(title)}
        percents={isWorking ? percent(progress.read, progress.total) : undefined}
      />
      <Tally counts={counts} />
    </>
  );
};
