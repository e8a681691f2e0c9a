import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../api/service.js';
import type { ApiKey } from './api-keys.js';

/** The maximum number of keys of an owner, which a page of the list can have. */
const maxKeys = 100;

/** The lists of keys, and the audit trail, which a change makes stale. */
const isAboutKeys = ({ queryKey: [resource] }: { queryKey: readonly unknown[] }) =>
  resource === 'keys' || resource === 'audit';

/** Returns a function that invalidates what was read of keys, for after a change. */
export const useInvalidateKeys = () => {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ predicate: isAboutKeys });
};

/** Reads all keys of an owner, newest first. */
export const useKeys = (listPath: string) =>
  useQuery({
    queryKey: ['keys', 'of', listPath],
    queryFn: async ({ signal }) =>
      (await api.get<{ items: ApiKey[] }>(listPath, { query: { limit: maxKeys }, signal })).data.items,
  });
