import { useNotify } from 'ra-core';
import type { ReactNode } from 'react';
import { api } from '../api/service.js';
import { t } from '../texts.js';
import { ConfirmButton } from '../views/confirm.js';
import { isGone } from '../views/states.js';
import { DateTime, Day } from '../views/value.js';
import { type ApiKey, isExpired, permissionsText } from './api-keys.js';
import { RenameButton } from './rename-button.js';
import { useInvalidateKeys } from './use-keys.js';

/**
 * API keys as rows; on a narrow screen as cards.
 * @param onRemoved called before the list is read again, with the id of the removed key
 * @param ownerOf shows a column with the owners
 */
export const KeyTable = ({
  keys,
  pathOf,
  canRename,
  onRemoved,
  isBusy = false,
  ownerOf,
}: {
  keys: readonly ApiKey[];
  pathOf: (id: string) => string;
  canRename: boolean;
  onRemoved: (id: string) => void;
  isBusy?: boolean;
  ownerOf?: (key: ApiKey) => ReactNode;
}) => {
  const now = Date.now();
  return (
    <table className="items keys" aria-busy={isBusy}>
      <thead>
        <tr>
          <th scope="col">{t('keys.name')}</th>
          {ownerOf && <th scope="col">{t('keys.owner')}</th>}
          <th scope="col">{t('keys.permissions')}</th>
          <th scope="col">{t('keys.created')}</th>
          <th scope="col">{t('keys.lastUsed')}</th>
          <th scope="col">{t('keys.expires')}</th>
          <td />
        </tr>
      </thead>
      <tbody>
        {keys.map((key) => (
          <tr key={key.id}>
            <th scope="row">
              <span className="with-badges">
                {key.name}
                {isExpired(key, now) && <span className="badge warning">{t('keys.expired')}</span>}
              </span>
            </th>
            {ownerOf && <td data-label={t('keys.owner')}>{ownerOf(key)}</td>}
            <td data-label={t('keys.permissions')}>{permissionsText(key.permissions)}</td>
            <td data-label={t('keys.created')}>
              <Day value={key.createdAt} />
            </td>
            <td data-label={t('keys.lastUsed')}>
              {key.lastUsedAt === null ? (
                <span className="none">{t('keys.neverUsed')}</span>
              ) : (
                <DateTime value={key.lastUsedAt} />
              )}
            </td>
            <td data-label={t('keys.expires')}>
              {key.expiresAt === null ? (
                <span className="none">{t('keys.neverExpires')}</span>
              ) : (
                <Day value={key.expiresAt} />
              )}
            </td>
            <td className="row-actions">
              {canRename && <RenameButton name={key.name} path={pathOf(key.id)} />}
              <RemoveKey name={key.name} path={pathOf(key.id)} onRemoved={() => onRemoved(key.id)} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};

const RemoveKey = ({ name, path, onRemoved }: { name: string; path: string; onRemoved: () => void }) => {
  const notify = useNotify();
  const invalidate = useInvalidateKeys();
  return (
    <ConfirmButton
      label={t('form.remove')}
      name={t('keys.removeOf', { name })}
      question={t('keys.removeQuestion', { name })}
      advice={t('keys.removeAdvice')}
      isDanger
      act={async () => {
        // Also if somebody has renamed it meanwhile: a key that should stop working has to.
        await api.remove(path, { headers: { 'If-Match': '*' } }).catch((error) => {
          // An earlier attempt whose response was lost has removed it, or somebody else.
          if (!isGone(error)) throw error;
        });
        onRemoved();
        notify(t('keys.removed', { name }));
        await invalidate();
      }}
    />
  );
};
