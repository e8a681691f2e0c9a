import { useCallback } from 'react';
import { useCatalogue } from '../catalogue.js';

/** Returns a function that returns the name or title of an item of a kind. */
export const useNameOf = () => {
  const { kinds } = useCatalogue();
  return useCallback(
    (plural: string, item: Readonly<Record<string, unknown>>): string => {
      const namedBy = kinds.find((kind) => kind.plural === plural)?.namedBy ?? 'name';
      return String(item[namedBy] ?? item.id ?? '');
    },
    [kinds],
  );
};
