import type { Status } from '../../api/imports.js';
import { t } from '../../texts.js';

const steps = ['file', 'check', 'review', 'import'] as const;

/** The index of the step of each status. */
const stepOf: Partial<Readonly<Record<Status, number>>> = {
  'awaiting-file': 0,
  'dry-run-queued': 1,
  'dry-run': 1,
  ready: 2,
  queued: 3,
  importing: 3,
};

/** Shows the steps of an import, and which of them it has reached. */
export const Steps = ({ status }: { status: Status }) => {
  const current = stepOf[status] ?? 0;
  return (
    <ol className="steps" aria-label={t('import.steps')}>
      {steps.map((step, index) => (
        <li
          key={step}
          aria-current={index === current ? 'step' : undefined}
          className={index < current ? 'passed' : undefined}
        >
          {t(`import.step.${step}`)}
          {index < current && <span className="hidden"> ({t('import.stepDone')})</span>}
        </li>
      ))}
    </ol>
  );
};
