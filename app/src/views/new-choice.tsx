import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { itemKey, newKey, readItem } from '../api/data-provider.js';
import type { Kind } from '../api/kinds.js';
import { api } from '../api/service.js';
import { kindNoun, t } from '../texts.js';
import { FieldError } from './simple-form.js';
import { messageOf } from './states.js';

/** Adds an item with the name that was typed, and chooses it. */
export const NewChoice = ({
  kind,
  name,
  onAdd,
}: {
  kind: Kind;
  name: string;
  onAdd: (id: number) => void;
}) => {
  const { path, namedBy, plural } = kind;
  const queries = useQueryClient();
  const [failure, setFailure] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  // A request that is sent again after a lost response creates no second item.
  const sent = useRef({ key: newKey(), name });
  const add = async () => {
    if (sent.current.name !== name) sent.current = { key: newKey(), name };
    setBusy(true);
    setFailure(undefined);
    try {
      const headers = { 'Idempotency-Key': sent.current.key };
      const { data } = await api.post<{ id: number }>(path, { body: { [namedBy]: name }, headers });
      queries.setQueryData(itemKey(plural, data.id), await readItem(`${path}/${data.id}`));
      onAdd(data.id);
    } catch (error) {
      setFailure(messageOf(error));
      setBusy(false);
    }
  };
  return (
    <>
      {/* The picker keeps the focus until the click, and with it what was typed. */}
      <button type="button" disabled={isBusy} onMouseDown={(event) => event.preventDefault()} onClick={add}>
        {t('form.addChoice', { name, kind: kindNoun(kind) })}
      </button>
      <FieldError id={`new-${plural}`} error={failure} />
    </>
  );
};
