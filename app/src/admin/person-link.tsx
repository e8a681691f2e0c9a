import { Link } from 'react-router-dom';
import { t } from '../texts.js';
import { useName } from './use-name.js';

/**
 * The name of an account, as a link to it. Audit entries may be about removed accounts, which have no name any more.
 */
export default function PersonLink({ id }: { id: number }) {
  const name = useName('users', 'visibleName', id);
  const text = name === null ? t('audit.removedAccount', { id: String(id) }) : name;
  return <Link to={`/users/${id}`}>{text ?? t('audit.account', { id: String(id) })}</Link>;
}
