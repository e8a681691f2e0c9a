import { Link } from 'react-router-dom';
import { t } from '../texts.js';
import { useName } from './use-name.js';

/**
 * The name of an account, as a link to it. Audit entries may be about removed accounts, which have no name any more.
 */
export default function PersonLink({ id }: { id: number }) {
  const { name, isRemoved } = useName('users', id) ?? {};
  const text = t(isRemoved ? 'audit.removedAccount' : 'audit.account', { id: String(id) });
  return <Link to={`/users/${id}`}>{name ?? text}</Link>;
}
