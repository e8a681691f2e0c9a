import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api, type ConflictError } from '../api/service.js';
import { type ServiceAccount, serviceAccountsPath } from './service-account-facts.js';

interface Shown {
  readonly account: ServiceAccount;
  readonly etag: string | null;
}

/** The lists and names of service accounts, their keys, and the audit trail. */
const isAboutThem = ({ queryKey: [resource] }: { queryKey: readonly unknown[] }) =>
  ['service-accounts', 'keys', 'audit'].includes(String(resource));

/** Returns a function that invalidates what was read of service accounts, for after a change. */
export const useInvalidateServiceAccounts = () => {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ predicate: isAboutThem });
};

/** Returns a service account with the version that is shown. */
export const useServiceAccount = (id: string) => {
  const queries = useQueryClient();
  const path = `${serviceAccountsPath}/${id}`;
  const queryKey = ['service-accounts', 'versioned', id];
  const { data, error, isPending, refetch } = useQuery({
    queryKey,
    queryFn: async ({ signal }): Promise<Shown> => {
      const { data, response } = await api.get<ServiceAccount>(path, { signal });
      return { account: data, etag: response.headers.get('ETag') };
    },
  });
  /** After a conflict, shows the version that is stored now. Returns it; undefined if the account was removed. */
  const showStored = async ({ current }: ConflictError): Promise<ServiceAccount | undefined> => {
    if (current === undefined) {
      await refetch();
      return undefined;
    }
    const account = current.data as ServiceAccount;
    queries.setQueryData<Shown>(queryKey, { account, etag: current.etag });
    return account;
  };
  return { ...data, path, error, isPending, refetch, showStored };
};
