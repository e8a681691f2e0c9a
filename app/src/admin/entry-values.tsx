import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router-dom';
import type { Kind } from '../api/kinds.js';
import { api } from '../api/service.js';
import { useCatalogue } from '../catalogue.js';
import { t } from '../texts.js';
import { Changes, type Version } from '../views/history.js';
import { Failure, Loading } from '../views/states.js';
import type { AuditEntry } from './audit-words.js';

interface Page {
  readonly items: readonly Version[];
  readonly page: { readonly nextCursor: string | null };
}

/** Pages of an item's history that are searched for an entry: 500 versions. */
const maxPages = 5;

/** Whether the values of the entry's subject may be kept in its history. */
export const hasValues = ({ action, subjectKind }: AuditEntry): boolean =>
  action === `${subjectKind}.changed`;

/** Finds the version that an entry is about; null if its values are not kept. */
const findVersion = async ({ path }: Kind, entry: AuditEntry, signal: AbortSignal) => {
  let cursor: string | null = null;
  for (let count = 0; count < maxPages; count += 1) {
    const query: Record<string, unknown> = { limit: 100, ...(cursor && { cursor }) };
    const { data } = await api.get<Page>(`${path}/${entry.subjectId}/history`, { query, signal });
    const found = data.items.find(({ at, action }) => at === entry.at && action === entry.action);
    cursor = data.page.nextCursor;
    if (found || cursor === null) return found ?? null;
  }
  return null;
};

/** The values before and after a change, which are requested when the user opens them. */
export const EntryValues = ({ entry }: { entry: AuditEntry }) => {
  const { kinds } = useCatalogue();
  const [isOpen, setOpen] = useState(false);
  const kind = kinds.find(({ name }) => name === entry.subjectKind);
  if (kind === undefined) return null;
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{t('audit.values')}</summary>
      {isOpen && <Values kind={kind} entry={entry} />}
    </details>
  );
};

const Values = ({ kind, entry }: { kind: Kind; entry: AuditEntry }) => {
  const { data, error, isPending, refetch } = useQuery({
    queryKey: [kind.plural, 'version', entry.id],
    queryFn: ({ signal }) => findVersion(kind, entry, signal),
  });
  if (error) return <Failure error={error} onRetry={refetch} />;
  if (isPending) return <Loading />;
  return (
    <>
      {data === null ? <p className="none">{t('audit.noValues')}</p> : <Changes kind={kind} version={data} />}
      <p>
        <Link to={`/${kind.plural}/${entry.subjectId}/history`}>{t('history.title')}</Link>
      </p>
    </>
  );
};
