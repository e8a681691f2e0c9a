import { useQueries, useQueryClient } from '@tanstack/react-query';
import { type RaRecord, useDataProvider } from 'ra-core';
import { type FormEvent, useRef, useState } from 'react';
import { Link, useLocation, useNavigate, useSearchParams } from 'react-router-dom';
import { isSame } from '../api/changes.js';
import { versionKey } from '../api/data-provider.js';
import type { Kind } from '../api/kinds.js';
import { fullest } from '../api/merging.js';
import { api, ProblemError } from '../api/service.js';
import { fieldLabel, kindLabel, t } from '../texts.js';
import { Comparison } from './comparison.js';
import { mergedInto } from './gone.js';
import { Adding, GoneMember } from './merge-members.js';
import { MergeOutcome } from './merge-outcome.js';
import { useNameOf } from './names.js';
import { Failure, isGone, Loading, messageOf } from './states.js';
import { useTitle } from './title.js';

/** Why a merge cannot continue, and the item that is the reason. */
interface Obstacle {
  readonly text: string;
  /** The other item could be merged into this one instead. */
  readonly heavy?: number | undefined;
}

/** The items to compare, which one stays, and which ones are left alone. The address has them, so a reload shows the same. */
const useChoice = () => {
  const [parameters, setParameters] = useSearchParams();
  const { state } = useLocation();
  const numbers = (name: string) => [
    ...new Set(
      (parameters.get(name) ?? '')
        .split(',')
        .map(Number)
        .filter((id) => Number.isInteger(id) && id > 0),
    ),
  ];
  const [ids, [stays], apart] = [numbers('ids'), numbers('stays'), numbers('apart')];
  const change = (next: { ids?: readonly number[]; stays?: number; apart?: readonly number[] }) => {
    const all = { ids, apart, ...(stays && { stays }), ...next };
    const given = Object.entries(all).map(([name, value]) => [name, [value].flat().join(',')] as const);
    setParameters(Object.fromEntries(given.filter(([, value]) => value !== '')), {
      replace: true,
      state,
      // At once, as with any checkbox: a transition would show the old choice for a moment.
      flushSync: true,
    });
  };
  return { ids, stays, apart, change, from: (state as { from?: string } | null)?.from };
};

/** Compares items, and merges those that are the same into the one that stays. */
export const MergePage = ({ kind }: { kind: Kind }) => {
  const { plural, path } = kind;
  const title = t('merge.title', { kind: kindLabel(plural) });
  useTitle(title);
  const { ids, stays: chosen, apart, change, from } = useChoice();
  const provider = useDataProvider();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const nameOf = useNameOf();
  const message = useRef<HTMLDivElement>(null);
  const [obstacle, setObstacle] = useState<Obstacle>();
  const [isBusy, setBusy] = useState(false);
  const key = (id: number) => [plural, 'version', id];
  const read = async (id: number, signal?: AbortSignal) =>
    (await provider.getOne<RaRecord>(plural, { id, ...(signal && { signal }) })).data;
  const members = useQueries({
    queries: ids.map((id) => ({
      queryKey: key(id),
      queryFn: ({ signal }: { signal: AbortSignal }) => read(id, signal),
    })),
  }).map((query, index) => ({ ...query, id: ids[index] as number }));

  const gone = members.filter(({ error }) => isGone(error));
  const failed = members.find(({ error, data }) => error && !isGone(error) && data === undefined);
  const items = members.flatMap(({ data, error }) => (data && !isGone(error) ? [data] : []));
  const stays =
    items.find(({ id }) => id === chosen) ?? (items.length > 1 ? fullest(kind, items) : undefined);
  const removed = items.filter((item) => item !== stays && !apart.includes(Number(item.id)));
  const textOf = (item: RaRecord) => t('merge.item', { name: nameOf(plural, item), id: String(item.id) });

  /** Shows an obstacle. Whatever it is, what is shown is read again, so that the next attempt is made with what is stored. */
  const stopAt = async (error: unknown, item: RaRecord) => {
    let text = messageOf(error);
    if (error instanceof ProblemError && error.status === 412) {
      const now = await read(Number(item.id)).catch(() => undefined);
      const differing = kind.draft.filter(({ name }) => now && !isSame(now[name], item[name]));
      text = t('merge.changed', {
        item: textOf(item),
        fields: new Intl.ListFormat().format(differing.map(({ name }) => fieldLabel(name))),
      });
    }
    const isHeavy = error instanceof ProblemError && error.code === 'too-many-references';
    setObstacle({ text, heavy: isHeavy ? Number(item.id) : undefined });
    if (error instanceof ProblemError)
      await queries.invalidateQueries({
        predicate: ({ queryKey: [of, what] }) => of === plural && what === 'version',
      });
  };
  const merge = async (event: FormEvent) => {
    event.preventDefault();
    if (stays === undefined) return;
    setBusy(true);
    setObstacle(undefined);
    const merged: RaRecord[] = [];
    for (const item of removed)
      try {
        const headers = { 'If-Match': item[versionKey] };
        await api.post(`${path}/${item.id}/merge`, { body: { into: Number(stays.id) }, headers });
        merged.push(item);
      } catch (error) {
        await stopAt(error, item);
        break;
      }
    setBusy(false);
    if (merged.length === removed.length) {
      await navigate(`/${plural}/${stays.id}/show`, { state: { merged: merged.map(textOf), from } });
      // What referred to the merged items has changed, too. Those items themselves are not read again.
      for (const { id } of merged) queries.removeQueries({ queryKey: key(Number(id)) });
      await queries.invalidateQueries();
    } else {
      change({ ids: ids.filter((id) => !merged.some((item) => item.id === id)), stays: Number(stays.id) });
      message.current?.focus();
    }
  };
  const adding = <Adding kind={kind} ids={ids} onAdd={change} />;
  const leaveOut = (id: number, instead?: number) =>
    change({ ids: ids.flatMap((one) => (one === id ? (instead ? [instead] : []) : [one])) });

  return (
    <>
      <p className="above">
        <Link to={from ?? `/${plural}`}>{from ? t('merge.back') : kindLabel(plural)}</Link>
      </p>
      <h1>{title}</h1>
      {gone.map(({ id, error }) => (
        <GoneMember
          key={id}
          id={id}
          into={mergedInto(error)}
          isThere={ids.includes(mergedInto(error) ?? 0)}
          onChange={(instead) => leaveOut(id, instead)}
        />
      ))}
      <form onSubmit={merge} className="merge">
        {ids.length === 1 && adding}
        {failed ? (
          <Failure error={failed.error} onRetry={() => failed.refetch()} />
        ) : members.some(({ isPending }) => isPending) ? (
          <Loading />
        ) : (
          items.length > 0 && (
            <Comparison
              kind={kind}
              items={items}
              stays={stays}
              apart={apart}
              onStay={(id) => {
                setObstacle(undefined);
                change({ stays: id });
              }}
              onApart={(next) => change({ apart: next })}
            />
          )
        )}
        {ids.length !== 1 && adding}
        <div ref={message} tabIndex={-1} role="alert" className="message error">
          {obstacle?.text}
        </div>
        {obstacle?.heavy !== undefined && items.some(({ id }) => id === obstacle.heavy) && (
          <button
            type="button"
            onClick={() => {
              change({ stays: obstacle.heavy as number });
              setObstacle(undefined);
            }}
          >
            {t('merge.letStay', { id: String(obstacle.heavy) })}
          </button>
        )}
        {stays && removed.length > 0 && (
          <MergeOutcome kind={kind} stays={stays} removed={removed} isBusy={isBusy} />
        )}
      </form>
    </>
  );
};
