import { useQuery } from '@tanstack/react-query';
import { permissionsQuery } from '../session.js';
import { t, valueLabel } from '../texts.js';

/**
 * The permissions of a key. Those that the role of its owner does not have any more are marked: the key cannot use them.
 * @param role undefined: it is not known, and none is marked
 */
export const KeyPermissions = ({
  permissions,
  role,
}: {
  permissions: readonly string[];
  role: string | undefined;
}) => {
  const { data } = useQuery(permissionsQuery);
  return permissions.map((permission, index) => {
    const isLost = role !== undefined && data?.[permission]?.includes(role) === false;
    const label = valueLabel(permission);
    return (
      <span key={permission} className={isLost ? 'none' : undefined}>
        {index > 0 && ', '}
        {isLost ? t('keys.withoutRole', { permission: label, role: valueLabel(role) }) : label}
      </span>
    );
  });
};
