import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router-dom';
import { api, ProblemError } from '../api/service.js';
import { t } from '../texts.js';
import { type Person, peoplePath } from './people.js';

/** Milliseconds for which a name is cached. */
const fresh = 60_000;

/**
 * The name of an account, as a link to it. Audit entries may be about removed accounts, which have no name any more.
 */
export default function PersonLink({ id }: { id: number }) {
  const { data } = useQuery({
    queryKey: ['users', 'name', id],
    queryFn: async ({ signal }): Promise<string | null> => {
      try {
        return (await api.get<Person>(`${peoplePath}/${id}`, { signal })).data.visibleName;
      } catch (error) {
        if (error instanceof ProblemError && error.status === 404) return null;
        throw error;
      }
    },
    staleTime: fresh,
  });
  const text = data === null ? t('audit.removedAccount', { id: String(id) }) : data;
  return <Link to={`/users/${id}`}>{text ?? t('audit.account', { id: String(id) })}</Link>;
}
