import { t } from '../../texts.js';

/** @param percents undefined: not known yet */
export const ProgressBar = ({ label, percents }: { label: string; percents: number | undefined }) => (
  <div className="progress">
    <progress aria-label={label} max={100} {...(percents !== undefined && { value: percents })} />
    <span aria-hidden="true">{percents === undefined ? '' : t('import.percent', { percent: percents })}</span>
  </div>
);
