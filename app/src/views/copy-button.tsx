import { useNotify } from 'ra-core';
import { t } from '../texts.js';

/** A button that copies a text. Browsers allow this on https and localhost only: elsewhere there is no button. */
export const CopyButton = ({ text }: { text: string }) => {
  const notify = useNotify();
  const clipboard: Clipboard | undefined = navigator.clipboard;
  if (!clipboard) return null;
  const copy = () =>
    clipboard.writeText(text).then(
      () => notify(t('form.copied')),
      () => notify(t('form.notCopied')),
    );
  return (
    <button type="button" onClick={copy}>
      {t('form.copy')}
    </button>
  );
};
