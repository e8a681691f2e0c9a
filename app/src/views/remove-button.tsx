import { useQueryClient } from '@tanstack/react-query';
import { type RaRecord, useDataProvider, useNotify } from 'ra-core';
import { useNavigate } from 'react-router-dom';
import { itemKey } from '../api/data-provider.js';
import type { Kind } from '../api/kinds.js';
import { t } from '../texts.js';
import { ConfirmButton } from './confirm.js';
import { isGone } from './states.js';

/** Removes an item, after a confirmation. */
export const RemoveButton = ({ kind, item }: { kind: Kind; item: RaRecord }) => {
  const provider = useDataProvider();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const notify = useNotify();
  const name = String(item[kind.namedBy]);
  return (
    <ConfirmButton
      label={t('form.remove')}
      question={t('form.removeQuestion', { name })}
      advice={t('form.removeAdvice')}
      isDanger
      act={async () => {
        await provider.delete(kind.plural, { id: item.id, previousData: item }).catch((error) => {
          // It is removed already: by an earlier attempt whose response was lost, or by somebody else.
          if (!isGone(error)) throw error;
        });
        notify(t('form.removed', { name }));
        await navigate(`/${kind.plural}`);
        queries.removeQueries({ queryKey: itemKey(kind.plural, item.id) });
        await queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] === kind.plural });
      }}
    />
  );
};
