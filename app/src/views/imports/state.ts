import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNotify } from 'ra-core';
import { useCallback, useMemo, useSyncExternalStore } from 'react';
import { importRulesOf } from '../../api/import-choices.js';
import { type Import, importPath, pollDelay } from '../../api/imports.js';
import { putFile, requireOk } from '../../api/put-file.js';
import { api, ProblemError } from '../../api/service.js';
import { type SendFile, type Upload, Uploads } from '../../api/uploads.js';
import { useCatalogue } from '../../catalogue.js';
import { useSession } from '../../session.js';
import { t } from '../../texts.js';

const warn = (event: BeforeUnloadEvent) => event.preventDefault();
/** Closing the page would break uploads off. */
const warnBeforeLeaving = (count: number) => {
  if (count > 0) window.addEventListener('beforeunload', warn);
  else window.removeEventListener('beforeunload', warn);
};

/** The read before it renews an expired session, and fails if the file is not wanted: before the file is sent in vain. */
const send: SendFile = async (id, file, options) => {
  for (let round = 1; ; round += 1) {
    await api.get(importPath(id), { signal: options.signal });
    const response = await putFile(`${importPath(id)}/file`, file, options);
    if (response.status !== 401 || round > 1) return requireOk(response);
  }
};

export const uploads = new Uploads(send, warnBeforeLeaving);

export const useUpload = (id: number): Upload | undefined =>
  useSyncExternalStore(uploads.subscribe, () => uploads.get(id));

/** An import with its ETag. */
export type Shown = Import & { readonly etag: string };

/** Everything that was read of imports. */
const imports = ['imports'];
const keyOf = (id: number) => [...imports, id];

const isFinal = (error: unknown) =>
  error instanceof ProblemError && [401, 403, 404].includes(error.status) && error;

/** Reads an import, and again while it can change. */
export const useImport = (id: number) =>
  useQuery({
    queryKey: keyOf(id),
    queryFn: async ({ signal }): Promise<Shown> => {
      const { data, response } = await api.get<Import>(importPath(id), { signal });
      return { ...data, etag: response.headers.get('ETag') ?? '' };
    },
    refetchInterval: ({ state: { data, error } }) =>
      isFinal(error) ? false : pollDelay(data, document.hidden),
    refetchIntervalInBackground: true,
    refetchOnWindowFocus: true,
  });

/** Reads imports again, after a change. */
export const useRefresh = (): (() => Promise<void>) => {
  const queries = useQueryClient();
  return useCallback(() => queries.invalidateQueries({ queryKey: imports }), [queries]);
};

/**
 * Returns a function that changes an import. If another person was faster, it says so, and the page shows what is there now.
 */
export const useChange = () => {
  const refresh = useRefresh();
  const notify = useNotify();
  return async (change: () => Promise<unknown>): Promise<void> => {
    try {
      await change();
    } catch (error) {
      const wasFaster = error instanceof ProblemError && [409, 412].includes(error.status);
      if (!wasFaster) throw error;
      notify(t('import.changed'));
    }
    await refresh();
  };
};

/** Uploads a file of this tab. The page follows. */
export const useStartUpload = () => {
  const refresh = useRefresh();
  return useCallback(
    async (id: number, file: File) => {
      await uploads.start(id, file);
      await refresh();
    },
    [refresh],
  );
};

export const useImportRules = () => {
  const { document } = useCatalogue();
  return useMemo(() => importRulesOf(document), [document]);
};

/** Returns how an account is called on these pages: moderators cannot read the names of others. */
export const useNameOfAccount = () => {
  const { user } = useSession();
  return ({ ownerId: id, serviceAccountId }: Pick<Import, 'ownerId' | 'serviceAccountId'>): string => {
    if (serviceAccountId !== null) return t('import.byService', { id: String(serviceAccountId) });
    if (id === null) return t('import.byRemoved');
    return id === user?.id ? t('import.byMe') : t('import.byAccount', { id: String(id) });
  };
};
