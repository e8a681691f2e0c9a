import { useNotify } from 'ra-core';
import type { ReactNode } from 'react';
import { Link } from 'react-router-dom';
import { api } from '../api/service.js';
import { useSession } from '../session.js';
import { t } from '../texts.js';
import { ConfirmButton } from '../views/confirm.js';
import { isGone } from '../views/states.js';
import { trailOf } from '../views/trail-address.js';
import { DateTime, Day } from '../views/value.js';
import { type ApiKey, isExpired } from './api-keys.js';
import { KeyPermissions } from './key-permissions.js';
import { RenameButton } from './rename-button.js';
import { useInvalidateKeys } from './use-keys.js';

/**
 * API keys as rows; on a narrow screen as cards.
 * @param onRemoved called before the list is read again, with the id of the removed key
 * @param role of the owner of all keys
 * @param ownerOf shows a column with the owners
 * @param permissionsOf shows the permissions, if the keys have several owners
 */
export const KeyTable = ({
  keys,
  pathOf,
  canRename,
  onRemoved,
  isBusy = false,
  role,
  ownerOf,
  permissionsOf = ({ permissions }) => <KeyPermissions permissions={permissions} role={role} />,
}: {
  keys: readonly ApiKey[];
  pathOf: (id: string) => string;
  canRename: boolean;
  onRemoved: (id: string) => void;
  isBusy?: boolean;
  role?: string;
  ownerOf?: (key: ApiKey) => ReactNode;
  permissionsOf?: (key: ApiKey) => ReactNode;
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
                <bdi>{key.name}</bdi>
                {isExpired(key, now) && <span className="badge warning">{t('keys.expired')}</span>}
              </span>
              <KeyId apiKey={key} />
            </th>
            {ownerOf && <td data-label={t('keys.owner')}>{ownerOf(key)}</td>}
            <td data-label={t('keys.permissions')}>{permissionsOf(key)}</td>
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
              {canRename && (
                <RenameButton name={key.name} path={pathOf(key.id)} onGone={() => onRemoved(key.id)} />
              )}
              <RemoveKey name={key.name} path={pathOf(key.id)} onRemoved={() => onRemoved(key.id)} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};

/** The id, which is a part of the key and in the audit trail; with a link for those who may read that. */
const KeyId = ({ apiKey: { id, name } }: { apiKey: ApiKey }) => {
  const { can } = useSession();
  return (
    <span className="hint key-id">
      <code>{id}</code>
      {can('audit:read') && (
        <Link to={trailOf({ keyId: id })} aria-label={t('keys.trailOf', { name })}>
          {t('keys.trail')}
        </Link>
      )}
    </span>
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
