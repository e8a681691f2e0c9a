import { useEffect, useRef } from 'react';
import { useCatalogue } from '../catalogue.js';
import { useSession } from '../session.js';
import { t } from '../texts.js';
import { CopyButton } from './copy-button.js';

/** Saves a text as a file. */
const download = (name: string, text: string) => {
  const link = document.createElement('a');
  link.download = name;
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  link.click();
  // The download has begun then.
  setTimeout(() => URL.revokeObjectURL(link.href), 1_000);
};

/** Shows new recovery codes, which cannot be read again, to be printed, copied or saved. On paper, there is nothing else. */
export const RecoveryCodes = ({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) => {
  const service = useCatalogue().document.info?.title ?? '';
  const heading = useRef<HTMLHeadingElement>(null);
  // The focus makes screen readers read the new step.
  useEffect(() => heading.current?.focus(), []);
  const title = t('factor.codesOf', { service });
  const [account, today] = [useSession().user?.email ?? '', new Date().toISOString()];
  const about = [location.origin, account, today.slice(0, 10)].join(', ');
  const text = [title, about, '', ...codes, ''].join('\n');
  const file = `recovery-codes-${location.hostname}.txt`;
  return (
    <div className="printed">
      <h3 ref={heading} tabIndex={-1}>
        {title}
      </h3>
      <p>{about}</p>
      <p>{t('factor.codesAdvice')}</p>
      <ul className="recovery-codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div className="buttons">
        <button type="button" onClick={() => print()}>
          {t('factor.print')}
        </button>
        <CopyButton text={text} />
        <button type="button" onClick={() => download(file, text)}>
          {t('account.download')}
        </button>
        <button type="button" className="primary" onClick={onDone}>
          {t('factor.saved')}
        </button>
      </div>
    </div>
  );
};
