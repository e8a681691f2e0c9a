import { useQuery } from '@tanstack/react-query';
import { api, ProblemError } from '../api/service.js';
import type { AuditEntry } from './audit-words.js';

/** Milliseconds for which a name is cached. */
const fresh = 60_000;

/** The owner of something, or a key, as other views name it. */
export interface Named {
  /** Null: it was removed, and has no name any more. */
  readonly name: string | null;
  readonly isRemoved: boolean;
  /** Undefined: it was removed, or is no account. */
  readonly role?: string | undefined;
}

const removed = { name: null, isRemoved: true };

/** The last name of a removed service account. That of a removed person is not kept. */
const lastName = async (id: string | number, signal: AbortSignal): Promise<string | null> => {
  const query = { subjectKind: 'service-account', subjectId: id, limit: 1 };
  const { data } = await api.get<{ items: AuditEntry[] }>('/api/v1/audit', { query, signal });
  const name = data.items[0]?.details.name;
  return typeof name === 'string' ? name : null;
};

/** Reads the name of an account or a key. Undefined: it is not known yet. */
export const useName = (
  resource: 'users' | 'service-accounts' | 'keys',
  id: string | number,
): Named | undefined => {
  const { data } = useQuery({
    queryKey: [resource, 'name', id],
    queryFn: async ({ signal }): Promise<Named> => {
      try {
        const { data } = await api.get<{ name?: string; visibleName?: string; role?: string }>(
          `/api/v1/${resource}/${id}`,
          { signal },
        );
        return { name: data.visibleName ?? data.name ?? '', isRemoved: false, role: data.role };
      } catch (error) {
        if (!(error instanceof ProblemError && error.status === 404)) throw error;
        return resource === 'service-accounts' ? { ...removed, name: await lastName(id, signal) } : removed;
      }
    },
    staleTime: fresh,
  });
  return data;
};
