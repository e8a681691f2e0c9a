import { useQuery } from '@tanstack/react-query';
import { api, ProblemError } from '../api/service.js';

/** Milliseconds for which a name is cached. */
const fresh = 60_000;

/** Reads the name of an account. Null: it was removed. Undefined: it is not known yet. */
export const useName = (
  resource: 'users' | 'service-accounts',
  field: 'visibleName' | 'name',
  id: number,
): string | null | undefined => {
  const { data } = useQuery({
    queryKey: [resource, 'name', id],
    queryFn: async ({ signal }): Promise<string | null> => {
      try {
        const { data } = await api.get<Record<string, unknown>>(`/api/v1/${resource}/${id}`, { signal });
        return String(data[field]);
      } catch (error) {
        if (error instanceof ProblemError && error.status === 404) return null;
        throw error;
      }
    },
    staleTime: fresh,
  });
  return data;
};
