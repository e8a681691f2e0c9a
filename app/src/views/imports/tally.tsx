import type { CountsByKind } from '../../api/imports.js';
import { kindLabel, t } from '../../texts.js';

const results = ['created', 'changed', 'unchanged', 'rejected'] as const;

/** The number of rows by result, for each kind. */
export const Tally = ({ counts }: { counts: CountsByKind }) =>
  Object.entries(counts).map(([plural, one]) => (
    <div key={plural} className="tally">
      <h3>{kindLabel(plural)}</h3>
      <dl>
        {results.map((result) => (
          <div key={result} className={`tally-${result}${one[result] === 0 ? ' zero' : ''}`}>
            <dt>{t(`import.count.${result}`)}</dt>
            <dd>{one[result].toLocaleString()}</dd>
          </div>
        ))}
        {one.authors > 0 && (
          <div>
            <dt>{t('import.count.authors')}</dt>
            <dd>{one.authors.toLocaleString()}</dd>
          </div>
        )}
      </dl>
    </div>
  ));
