import { useNotify } from 'ra-core';
import type { MouseEvent } from 'react';
import { type Import, importPath, type Report } from '../../api/imports.js';
import { api } from '../../api/service.js';
import { t } from '../../texts.js';
import { messageOf } from '../states.js';
import { byText } from './rejections.js';

/** Why rows were rejected, with the first ones, and a download of all. */
export const RejectedRows = ({ job, report }: { job: Import; report: Report }) => {
  const { rejections, otherRejections, files } = report;
  if (rejections.length === 0 && job.rejected.files.length === 0) return null;
  return (
    <section>
      <h2>{t('import.rejections')}</h2>
      {job.rejected.files.length > 0 && <p>{t('import.rejectionsAdvice')}</p>}
      <Downloads job={job} />
      {rejections.length > 0 && (
        <table className="items">
          <thead>
            <tr>
              <th scope="col">{t('import.reason')}</th>
              <th scope="col" className="number">
                {t('import.rows')}
              </th>
              <th scope="col">{t('import.examples')}</th>
            </tr>
          </thead>
          <tbody>
            {rejections.map(({ column, rows, examples }) => (
              <tr key={`${column} ${examples[0]?.file} ${examples[0]?.line} ${examples[0]?.text}`}>
                <th scope="row">{column || t('import.wholeRow')}</th>
                <td className="number" data-label={t('import.rows')}>
                  {rows.toLocaleString()}
                </td>
                <td>
                  <ul className="examples">
                    {byText(examples).map(([text, places]) => (
                      <li key={text}>
                        {text}{' '}
                        <span className="hint">
                          {places
                            .map(({ file, line }) =>
                              files.length > 1
                                ? t('import.lineOf', { file, line: String(line) })
                                : t('import.line', { line: String(line) }),
                            )
                            .join(', ')}
                        </span>
                      </li>
                    ))}
                  </ul>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {otherRejections > 0 && <p>{t('import.otherRejections', { count: otherRejections })}</p>}
    </section>
  );
};

const Downloads = ({ job: { id, rejected } }: { job: Import }) => {
  const notify = useNotify();
  const { files, omitted } = rejected;
  /** A browser cannot renew an expired session for a download. */
  const download = async (event: MouseEvent<HTMLAnchorElement>) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    const { href } = event.currentTarget;
    try {
      await api.get(importPath(id));
      location.assign(href);
    } catch (error) {
      notify(messageOf(error));
    }
  };
  return (
    <>
      <div className="buttons">
        {files.map(({ name }) => (
          <a
            key={name}
            className="button"
            href={`${importPath(id)}/rejected?${new URLSearchParams({ file: name })}`}
            download
            onClick={download}
          >
            {files.length > 1 ? t('import.downloadOf', { file: name }) : t('import.download')}
          </a>
        ))}
      </div>
      {omitted > 0 && <p>{t('import.omitted', { count: omitted })}</p>}
    </>
  );
};
