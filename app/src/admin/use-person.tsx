import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api, ConflictError, ProblemError } from '../api/service.js';
import { t } from '../texts.js';
import { Explained } from '../views/states.js';
import { changesOf, type Person, peoplePath } from './people.js';

interface Shown {
  readonly person: Person;
  readonly etag: string | null;
}

type Change = (headers: Readonly<Record<string, string>>) => Promise<unknown>;

/** What was changed meanwhile, in words. */
export const Meanwhile = ({ changes }: { changes: readonly string[] }) => (
  <>
    <p>{t('people.conflict')}</p>
    <ul>
      {changes.map((change) => (
        <li key={change}>{change}</li>
      ))}
    </ul>
    <p>{t('people.conflictAdvice')}</p>
  </>
);

/** The lists and names of accounts, and the audit trail, which a change makes stale. */
const isAboutPeople = ({ queryKey: [resource] }: { queryKey: readonly unknown[] }) =>
  resource === 'users' || resource === 'audit';

/** Returns a function that invalidates what was read of accounts, for after a change. */
export const useInvalidatePeople = () => {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ predicate: isAboutPeople });
};

/** Returns an account, and a function that changes it if it still has the version that is shown. */
export const usePerson = (id: string) => {
  const queries = useQueryClient();
  const invalidate = useInvalidatePeople();
  const path = `${peoplePath}/${id}`;
  // No key of ra-core, whose lists store items without their versions.
  const queryKey = ['users', 'versioned', id];
  const { data, error, isPending, refetch } = useQuery({
    queryKey,
    queryFn: async ({ signal }): Promise<Shown> => {
      const { data, response } = await api.get<Person>(path, { signal });
      return { person: data, etag: response.headers.get('ETag') };
    },
  });

  /** After a conflict, shows the version that is stored now, so that the next attempt changes that one. */
  const showConflict = async (before: Person, { current }: ConflictError): Promise<never> => {
    if (current === undefined) {
      await refetch();
      throw new Explained(t('people.gone'));
    }
    const person = current.data as Person;
    queries.setQueryData<Shown>(queryKey, { person, etag: current.etag });
    throw new Explained(<Meanwhile changes={changesOf(before, person)} />);
  };
  /**
   * @param onDone called before the views read again: after a removal, it leaves the page of the account
   * @throws Explained if another person has changed the account meanwhile
   */
  const change = async (send: Change, onDone?: () => void | Promise<void>): Promise<void> => {
    const headers: Record<string, string> = data?.etag ? { 'If-Match': data.etag } : {};
    try {
      await send(headers);
    } catch (error) {
      if (error instanceof ConflictError && data) await showConflict(data.person, error);
      throw error;
    }
    await onDone?.();
    await invalidate();
  };
  return {
    person: data?.person,
    isGone: error instanceof ProblemError && error.status === 404,
    error,
    isPending,
    refetch,
    path,
    change,
  };
};
