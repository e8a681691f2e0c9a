import { Link } from 'react-router-dom';
import type { User } from '../session.js';
import { t } from '../texts.js';
import { useTitle } from '../views/title.js';
import { KeysOfOwner } from './keys-of-owner.js';

const listPath = '/api/v1/users/me/keys';
const pathOf = (id: string) => `${listPath}/${id}`;

/** The API keys of the own account. */
export default function OwnKeysPage({ user: { role } }: { user: User }) {
  useTitle(t('keys.title'));
  return (
    <>
      <p className="above">
        <Link to="/account">{t('account.title')}</Link>
      </p>
      <KeysOfOwner owner={{ listPath, pathOf, canRename: true, role }} heading="h1">
        <p className="intro">{t('keys.intro')}</p>
      </KeysOfOwner>
    </>
  );
}
