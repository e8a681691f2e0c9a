import { useQueryClient } from '@tanstack/react-query';
import { type RaRecord, useDataProvider, useGetOne, useNotify } from 'ra-core';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { patchOf } from '../api/changes.js';
import { FormError, newKey, versionKey } from '../api/data-provider.js';
import type { Kind } from '../api/kinds.js';
import { ConflictError, type ProblemError } from '../api/service.js';
import { kindLabel, kindNoun, t } from '../texts.js';
import { ConflictView } from './conflict.js';
import { Gone } from './gone.js';
import { HistoryPage } from './history.js';
import { type Draft, ItemForm } from './item-form.js';
import { RemoveButton } from './remove-button.js';
import { Permitted } from './sign-in.js';
import { Loading } from './states.js';
import { useTitle } from './title.js';

/** Returns a function that invalidates what was read of a kind, for after a change. */
const useInvalidateKind = (kind: Kind) => {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] === kind.plural });
};

const CreatePage = ({ kind }: { kind: Kind }) => {
  const title = t('form.create', { kind: kindNoun(kind) });
  useTitle(title);
  const provider = useDataProvider();
  const navigate = useNavigate();
  const notify = useNotify();
  const invalidate = useInvalidateKind(kind);
  // A request that is sent again after a lost response creates no second item.
  const [sent, setSent] = useState({ key: newKey(), text: '' });
  const save = async (data: Draft) => {
    const text = JSON.stringify(data);
    const current = sent.text === text || sent.text === '' ? { ...sent, text } : { key: newKey(), text };
    setSent(current);
    const { data: item } = await provider.create(kind.plural, { data, meta: { key: current.key } });
    notify(t('form.created', { name: item[kind.namedBy] }));
    await invalidate();
    navigate(`/${kind.plural}/${item.id}/show`);
  };
  return (
    <>
      <p className="above">
        <Link to={`/${kind.plural}`}>{kindLabel(kind.plural)}</Link>
      </p>
      <h1>{title}</h1>
      <ItemForm kind={kind} record={{}} save={save}>
        <Link className="button" to={`/${kind.plural}`}>
          {t('form.cancel')}
        </Link>
      </ItemForm>
    </>
  );
};

const EditPage = ({ kind, id }: { kind: Kind; id: string }) => {
  const { data, error, isPending, refetch } = useGetOne(kind.plural, { id });
  if (isPending) return <Loading />;
  // Items of a list come without their version, and are shown until the item itself is read.
  if (data !== undefined && data[versionKey] === undefined && error === null) return <Loading />;
  if (data?.[versionKey] === undefined) return <Gone kind={kind} id={id} error={error} onRetry={refetch} />;
  return <EditForm kind={kind} current={data} />;
};

interface Conflict {
  readonly before: RaRecord;
  /** null: removed. */
  readonly theirs: RaRecord | null;
  readonly mine: Draft;
}

/** The version that another person has stored; null: they have removed the item; undefined: the error is not a conflict. */
const theirsIn = (error: unknown): RaRecord | null | undefined => {
  if (error instanceof FormError && (error.cause as ProblemError).status === 404) return null;
  if (!(error instanceof ConflictError)) return undefined;
  const { current } = error;
  return current ? { ...(current.data as RaRecord), [versionKey]: current.etag } : null;
};

/** @param current the newest version that was read; the form keeps the one that it began with */
const EditForm = ({ kind, current }: { kind: Kind; current: RaRecord }) => {
  const [item] = useState(current);
  const [conflict, setConflict] = useState<Conflict>();
  const provider = useDataProvider();
  const navigate = useNavigate();
  const notify = useNotify();
  const invalidate = useInvalidateKind(kind);
  const { id, [kind.namedBy]: name } = item;
  const path = `/${kind.plural}/${id}/show`;
  useTitle(t('form.edit', { name }));

  /** @param before the version that the values were made from */
  const saveOver = async (before: RaRecord, mine: Draft) => {
    try {
      await provider.update(kind.plural, { id, data: { ...mine, id }, previousData: before });
    } catch (error) {
      const theirs = theirsIn(error);
      if (theirs === undefined) throw error;
      // An earlier attempt was stored, and only its response was lost.
      if (theirs === null || Object.keys(patchOf(kind, theirs, mine)).length > 0) {
        setConflict({ before, theirs, mine });
        return;
      }
    }
    notify(t('form.updated', { name: String(mine[kind.namedBy]) }));
    await invalidate();
    navigate(path);
  };
  return (
    <>
      <p className="above">
        <Link to={path}>{name}</Link> · <Link to={`/${kind.plural}/${id}/history`}>{t('history.title')}</Link>
      </p>
      <h1>{t('form.edit', { name })}</h1>
      {conflict && (
        <ConflictView
          kind={kind}
          {...conflict}
          onSave={(values) => saveOver(conflict.theirs as RaRecord, values)}
          onBack={() => setConflict(undefined)}
        />
      )}
      {/* Hidden, the form keeps what was typed. */}
      <div hidden={conflict !== undefined}>
        <ItemForm kind={kind} record={item} save={(values) => saveOver(item, values)}>
          <Link className="button" to={path}>
            {t('form.cancel')}
          </Link>
          <RemoveButton kind={kind} item={item} />
        </ItemForm>
      </div>
    </>
  );
};

/** The views that change items of a kind, for those who may. They are loaded on demand. */
export default function EditPages({
  kind,
  id,
  view,
}: {
  kind: Kind;
  id: string;
  view: 'create' | 'edit' | 'history';
}) {
  return (
    <Permitted permission="catalogue:write">
      {view === 'create' && <CreatePage kind={kind} />}
      {view === 'edit' && <EditPage kind={kind} id={id} />}
      {view === 'history' && <HistoryPage kind={kind} id={id} />}
    </Permitted>
  );
}
