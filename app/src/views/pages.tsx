import { t } from '../texts.js';

/** Previous and next: the service pages by cursors, so there are no page numbers. */
export const Pages = ({
  page,
  hasPreviousPage,
  hasNextPage,
  isBusy,
  onChange,
}: {
  page: number;
  hasPreviousPage: boolean;
  hasNextPage: boolean;
  isBusy: boolean;
  onChange: (page: number) => void;
}) => (
  <nav className="pages" aria-label={t('list.pages')}>
    <button type="button" disabled={!hasPreviousPage || isBusy} onClick={() => onChange(page - 1)}>
      ← {t('list.previous')}
    </button>
    <button type="button" disabled={!hasNextPage || isBusy} onClick={() => onChange(page + 1)}>
      {t('list.next')} →
    </button>
  </nav>
);
