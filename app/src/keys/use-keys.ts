import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type RefObject, useEffect, useRef } from 'react';
import { api } from '../api/service.js';
import type { ApiKey } from './api-keys.js';

/** The maximum number of keys of an owner, which a page of the list can have. */
const maxKeys = 100;

/** The lists of keys, their owners, and the audit trail. An owner may have been removed, which a change of its keys shows. */
const isAboutKeys = ({ queryKey: [resource] }: { queryKey: readonly unknown[] }) =>
  ['keys', 'service-accounts', 'audit'].includes(String(resource));

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
    // A key may have been removed in another tab.
    refetchOnWindowFocus: true,
  });

/**
 * Moves the focus when the row of a removed key disappears, with the button that had it.
 * @param keys those that are shown
 * @param heading gets the focus
 * @returns a function to call with the id of a removed key
 */
export const useFocusAfterRemoval = (
  keys: readonly ApiKey[] | undefined,
  heading: RefObject<HTMLElement | null>,
): ((id: string) => void) => {
  const removed = useRef<string>(undefined);
  useEffect(() => {
    if (removed.current === undefined || keys?.some(({ id }) => id === removed.current)) return;
    removed.current = undefined;
    heading.current?.focus();
  }, [keys, heading]);
  return (id) => {
    removed.current = id;
  };
};
