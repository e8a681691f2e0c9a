import { useEffect } from 'react';
import { useCatalogue } from '../catalogue.js';

/** Sets the title of the document: `Movies - Project DB Auth`. */
export const useTitle = (title: string): void => {
  const { document: api } = useCatalogue();
  useEffect(() => {
    document.title = [title, api.info?.title].filter(Boolean).join(' - ');
  }, [title, api]);
};
