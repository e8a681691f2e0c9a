import type { RaRecord } from 'ra-core';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { isSame } from '../api/changes.js';
import type { Field } from '../api/fields.js';
import type { Kind } from '../api/kinds.js';
import { fieldLabel, t } from '../texts.js';
import type { Draft } from './item-form.js';
import { useNameOf } from './names.js';
import { messageOf } from './states.js';
import { Value } from './value.js';

/**
 * Three columns, before, theirs and mine, with a choice for each field that differs. Where only one side changed a
 * field, that side is preselected; where both did, the user has to choose.
 */
export const ConflictView = ({
  kind,
  before,
  theirs,
  mine,
  onSave,
  onBack,
}: {
  kind: Kind;
  before: RaRecord;
  theirs: RaRecord | null;
  mine: Draft;
  onSave: (values: Draft) => Promise<void>;
  onBack: () => void;
}) => {
  const heading = useRef<HTMLHeadingElement>(null);
  const [failure, setFailure] = useState<string>();
  useEffect(() => heading.current?.focus(), []);
  if (theirs === null)
    return (
      <section className="conflict">
        <h2 ref={heading} tabIndex={-1}>
          {t('conflict.title')}
        </h2>
        <p>{t('conflict.gone')}</p>
        <button type="button" onClick={onBack}>
          {t('conflict.back')}
        </button>
      </section>
    );
  const changed = kind.draft.filter(
    ({ name }) => !isSame(before[name], theirs[name]) || !isSame(before[name], mine[name]),
  );
  const isTheirs = ({ name }: Field) => isSame(before[name], mine[name]);
  const isMine = ({ name }: Field) => isSame(before[name], theirs[name]) || isSame(mine[name], theirs[name]);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const chosen = new FormData(event.currentTarget);
    const values = Object.fromEntries(
      kind.draft.map(({ name }) => [name, chosen.get(name) === 'mine' ? mine[name] : theirs[name]]),
    );
    try {
      await onSave(values);
    } catch (error) {
      setFailure(messageOf(error));
    }
  };
  return (
    <form className="conflict" onSubmit={submit}>
      <h2 ref={heading} tabIndex={-1}>
        {t('conflict.title')}
      </h2>
      <p>{t('conflict.advice')}</p>
      <div role="alert" className="message error">
        {failure}
      </div>
      <table className="items">
        <thead>
          <tr>
            <th scope="col">{t('conflict.field')}</th>
            <th scope="col">{t('conflict.before')}</th>
            <th scope="col">{t('conflict.theirs')}</th>
            <th scope="col">{t('conflict.mine')}</th>
          </tr>
        </thead>
        <tbody>
          {changed.map((field) => (
            <tr key={field.name}>
              <th scope="row">{fieldLabel(field.name)}</th>
              <td data-label={t('conflict.before')}>
                <Shown field={field} record={before} />
              </td>
              {(['theirs', 'mine'] as const).map((side) => (
                <td key={side} data-label={t(`conflict.${side}`)}>
                  <label className="beside">
                    <input
                      type="radio"
                      name={field.name}
                      value={side}
                      required
                      defaultChecked={side === 'theirs' ? isTheirs(field) : isMine(field)}
                      aria-label={`${fieldLabel(field.name)}: ${t(`conflict.${side}`)}`}
                    />
                    <span>
                      <Shown field={field} record={side === 'theirs' ? theirs : mine} />
                    </span>
                  </label>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <div className="buttons">
        <button type="submit" className="primary">
          {t('conflict.apply')}
        </button>
        <button type="button" onClick={onBack}>
          {t('conflict.back')}
        </button>
      </div>
    </form>
  );
};

export const Shown = ({ field, record }: { field: Field; record: Draft }) => {
  const nameOf = useNameOf();
  const value = record[field.name];
  const isEmpty =
    value === null || value === undefined || (typeof value === 'object' && Object.keys(value).length === 0);
  return isEmpty ? (
    <span className="none">{t('form.none')}</span>
  ) : (
    <Value field={field} record={record} nameOf={nameOf} />
  );
};
