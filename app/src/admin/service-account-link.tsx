import { Link } from 'react-router-dom';
import { t } from '../texts.js';
import { useName } from './use-name.js';

/** The name of a service account, as a link to it, or to its audit entries if it was removed. */
export const ServiceAccountLink = ({ id }: { id: number }) => {
  const { name, isRemoved } = useName('service-accounts', id) ?? {};
  return <Link to={`/users/service-accounts/${id}`}>{serviceAccountText(id, name, isRemoved)}</Link>;
};

const serviceAccountText = (id: number, name: string | null = null, isRemoved = false): string => {
  if (name === null) return t(isRemoved ? 'service.removed' : 'service.withId', { id: String(id) });
  return isRemoved ? t('service.removedName', { name }) : name;
};
