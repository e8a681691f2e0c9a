import { useEffect, useRef } from 'react';
import { t } from '../texts.js';
import { CopyButton } from '../views/copy-button.js';
import type { CreatedKey } from './api-keys.js';

/** Shows a new key, which cannot be read again. */
export const ShownKey = ({ created: { name, key }, onDone }: { created: CreatedKey; onDone: () => void }) => {
  const heading = useRef<HTMLHeadingElement>(null);
  // The focus makes screen readers read the new step.
  useEffect(() => heading.current?.focus(), []);
  return (
    <>
      <h2 ref={heading} tabIndex={-1}>
        {t('keys.shownTitle', { name })}
      </h2>
      <p className="message warning">{t('keys.shownAdvice')}</p>
      <p>
        <code className="api-key">{key}</code>
      </p>
      <p className="hint">
        {t('keys.usage')} <code>Authorization: Bearer pdba_…</code>
      </p>
      <div className="buttons">
        <CopyButton text={key} />
        <button type="button" className="primary" onClick={onDone}>
          {t('keys.saved')}
        </button>
      </div>
    </>
  );
};
