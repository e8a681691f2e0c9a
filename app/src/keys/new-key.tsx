import { useQuery } from '@tanstack/react-query';
import { useEffect, useId, useRef } from 'react';
import { api } from '../api/service.js';
import { permissionsQuery } from '../session.js';
import { t, valueLabel } from '../texts.js';
import { FieldError, SimpleForm, TextField, useFieldError } from '../views/simple-form.js';
import { Explained, isGone } from '../views/states.js';
import {
  type CreatedKey,
  expiryAfter,
  grantablePermissions,
  type Lifetime,
  lifetimes,
  lifetimeText,
} from './api-keys.js';
import { useInvalidateKeys } from './use-keys.js';

/**
 * Creates a key. The service asks for recent authentication.
 * @param role of the owner: a key can only have permissions of that role
 */
export const NewKey = ({
  listPath,
  role,
  onCreated,
  onCancel,
}: {
  listPath: string;
  role: string;
  onCreated: (created: CreatedKey) => void;
  onCancel: () => void;
}) => {
  const invalidate = useInvalidateKeys();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const create = async ({ name, lifetime, ...checked }: Readonly<Record<string, string>>) => {
    const permissions = grantablePermissions.filter((permission) => permission in checked);
    if (permissions.length === 0) throw new Explained(t('keys.noPermission'));
    const expiresAt = expiryAfter(lifetime as Lifetime, Date.now());
    const body = { name, permissions, ...(expiresAt && { expiresAt }) };
    const { data } = await api.post<CreatedKey>(listPath, { body }).catch(async (error) => {
      // The page shows that the service account is gone.
      if (isGone(error)) await invalidate();
      throw error;
    });
    onCreated(data);
    await invalidate();
  };
  return (
    <SimpleForm
      send={create}
      className="new-key"
      button={t('keys.create')}
      buttonClass="primary"
      onCancel={onCancel}
    >
      <TextField
        name="name"
        label={t('keys.name')}
        advice={t('keys.nameAdvice')}
        autoComplete="off"
        ref={field}
      />
      <Permissions role={role} />
      <Expiry />
    </SimpleForm>
  );
};

const Permissions = ({ role }: { role: string }) => {
  const { data } = useQuery(permissionsQuery);
  const error = useFieldError('permissions');
  const id = useId();
  const offered = grantablePermissions.filter((permission) => data?.[permission]?.includes(role));
  return (
    <div className="field">
      <fieldset name="permissions" className="checkboxes" aria-describedby={`${id}-advice ${id}-error`}>
        <legend>{t('keys.permissions')}</legend>
        {offered.map((permission) => (
          <label key={permission}>
            <input type="checkbox" name={permission} defaultChecked={permission === 'catalogue:read'} />
            {valueLabel(permission)}
          </label>
        ))}
      </fieldset>
      <p id={`${id}-advice`} className="advice">
        {t('keys.permissionsAdvice')}
      </p>
      <FieldError id={`${id}-error`} error={error} />
    </div>
  );
};

const Expiry = () => {
  const error = useFieldError('expiresAt');
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{t('keys.expires')}</label>
      <select id={id} name="lifetime" defaultValue="quarter" aria-describedby={`${id}-advice ${id}-error`}>
        {Object.keys(lifetimes).map((lifetime) => (
          <option key={lifetime} value={lifetime}>
            {lifetimeText(lifetime as Lifetime)}
          </option>
        ))}
      </select>
      <p id={`${id}-advice`} className="advice">
        {t('keys.expiresAdvice')}
      </p>
      <FieldError id={`${id}-error`} error={error} />
    </div>
  );
};
