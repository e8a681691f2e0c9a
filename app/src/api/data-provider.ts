import type { DataProvider, GetListParams, Identifier, RaRecord } from 'ra-core';
import { patchOf } from './changes.js';
import { pageCursors } from './cursors.js';
import { idLists, ifMatch, maxIds, versionKey } from './items.js';
import type { Kind } from './kinds.js';
import { api, ConflictError, ProblemError } from './service.js';

interface Page {
  readonly items: RaRecord[];
  readonly page: {
    readonly nextCursor: string | null;
    readonly total?: number;
    readonly isComplete?: boolean;
  };
}

export { ifMatch, versionKey };

/** The query parameter of a sort. */
export const sortParameter = ({ field, order }: { field: string; order: string }) =>
  order === 'DESC' ? `-${field}` : field;

const withVersion = ({ data, response }: { data: unknown; response: Response }): RaRecord => ({
  ...(data as RaRecord),
  [versionKey]: response.headers.get('ETag'),
});

/** An Idempotency-Key. `crypto.randomUUID` exists on https and localhost only. */
export const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  );

const withoutEmpty = (filter: object) =>
  Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined && value !== ''));

/** An error that a form shows: beside the fields that it is about, or above the form. */
export class FormError extends Error {
  /** What ra-core reads: a message for each field. */
  readonly body: { readonly errors: Readonly<Record<string, string>> };

  constructor(problem: ProblemError) {
    super(problem.message, { cause: problem });
    this.body = { errors: fieldErrors(problem) };
  }
}

/** The messages of a problem by field: `/externalIds/imdb` is a message of `externalIds`. */
export const fieldErrors = ({ errors }: ProblemError): Record<string, string> =>
  Object.fromEntries(
    errors.flatMap(({ pointer, message }) => {
      const [, field] = pointer?.split('/') ?? [];
      return field ? [[field, message]] : [];
    }),
  );

/** The key of an item in the cache of queries, in the form of ra-core. */
export const itemKey = (plural: string, id: Identifier) => [plural, 'getOne', { id: String(id) }];

/** Reads an item with its version. An item without its version must not get into the cache of items. */
export const readItem = async (path: string, signal?: AbortSignal): Promise<RaRecord> =>
  withVersion(await api.get(path, { ...(signal && { signal }) }));

const forForms = (error: unknown): never => {
  if (error instanceof ProblemError && !(error instanceof ConflictError)) throw new FormError(error);
  throw error;
};

/** Returns the provider of ra-core over the lists and items of the kinds, and of users and audit entries. */
export const createDataProvider = (kinds: readonly Kind[]): DataProvider => {
  const kindNamed = (resource: string) => kinds.find(({ plural }) => plural === resource);
  const pathOf = (resource: string) => kindNamed(resource)?.path ?? `/api/v1/${resource}`;
  const itemPath = (resource: string, id: Identifier) => `${pathOf(resource)}/${id}`;
  /** The references of a kind are embedded into the items of its lists. */
  const included = (resource: string) => {
    const names = kindNamed(resource)?.references.map(({ field }) => field.replace(/Id$/, '')) ?? [];
    return names.length > 0 ? { include: names } : {};
  };

  const getPage = async (resource: string, path: string, params: GetListParams) => {
    const { pagination, sort, filter, signal } = params;
    const { page = 1, perPage = 20 } = pagination ?? {};
    const query = {
      ...withoutEmpty(filter ?? {}),
      ...(sort?.field && !('q' in (filter ?? {})) && { sort: sortParameter(sort) }),
      ...included(resource),
      limit: perPage,
    };
    const list = `${path} ${JSON.stringify(query)}`;
    let cursor = page > 1 ? pageCursors.get(list, page) : undefined;
    const hasPreviousPage = cursor !== undefined;
    for (;;) {
      const { data } = await api.get<Page>(path, { query: { ...query, ...(cursor && { cursor }) }, signal });
      const { items, page: info } = data;
      const { nextCursor, total } = info;
      // A page of a filtered list can be empty although others follow.
      if (items.length === 0 && nextCursor !== null) {
        cursor = nextCursor;
        continue;
      }
      if (nextCursor !== null) pageCursors.set(list, page + 1, nextCursor);
      return {
        data: items,
        pageInfo: { hasNextPage: nextCursor !== null, hasPreviousPage },
        ...(total !== undefined && { total }),
        meta: info,
      };
    }
  };

  return {
    supportAbortSignal: true,
    getList: (resource, params) => getPage(resource, pathOf(resource), params),
    getManyReference: (resource, { target, id, ...params }) =>
      getPage(resource, pathOf(resource), { ...params, filter: { ...params.filter, [target]: id } }),
    getOne: async (resource, { id, signal }) => ({
      data: await readItem(itemPath(resource, id), signal),
    }),
    getMany: async (resource, { ids, signal }) => {
      const pages = await Promise.all(
        idLists(ids).map((id) =>
          api.get<Page>(pathOf(resource), { query: { id, limit: maxIds }, ...(signal && { signal }) }),
        ),
      );
      return { data: pages.flatMap(({ data }) => data.items) };
    },
    create: async (resource, { data, meta }) => {
      const headers = { 'Idempotency-Key': meta?.key ?? newKey() };
      return { data: withVersion(await api.post(pathOf(resource), { body: data, headers }).catch(forForms)) };
    },
    update: async (resource, { id, data, previousData }) => {
      const kind = kindNamed(resource);
      const body = kind ? patchOf(kind, previousData, data) : data;
      if (Object.keys(body).length === 0) return { data: previousData };
      // The version that the form has shown, not the one that was read last.
      const headers = ifMatch(previousData);
      return {
        data: withVersion(await api.patch(itemPath(resource, id), { body, headers }).catch(forForms)),
      };
    },
    delete: async (resource, { id, previousData }) => {
      await api.remove(itemPath(resource, id), { headers: ifMatch(previousData) });
      return { data: previousData };
    },
    updateMany: async () => ({ data: [] }),
    deleteMany: async () => ({ data: [] }),
  } as DataProvider;
};
