import type { ListControllerResult } from 'ra-core';
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

/** The pages of what `useListController` returns. */
export const ListPages = ({
  list,
}: {
  list: Pick<
    ListControllerResult,
    'hasPreviousPage' | 'hasNextPage' | 'isPlaceholderData' | 'page' | 'setPage'
  >;
}) => (
  <Pages
    page={list.page}
    hasPreviousPage={list.hasPreviousPage ?? false}
    hasNextPage={list.hasNextPage ?? false}
    isBusy={list.isPlaceholderData ?? false}
    onChange={list.setPage}
  />
);
