import { Link } from 'react-router-dom';
import { t } from '../texts.js';
import { useName } from './use-name.js';

/** The name of a service account, as a link to it. */
export const ServiceAccountLink = ({ id }: { id: number }) => {
  const name = useName('service-accounts', 'name', id);
  if (name === null) return t('service.removed', { id: String(id) });
  return <Link to={`/users/service-accounts/${id}`}>{name ?? t('service.withId', { id: String(id) })}</Link>;
};
