import { useQuery } from '@tanstack/react-query';
import { api } from '../api/service.js';
import { t } from '../texts.js';
import { Choice } from './choice.js';
import { type ServiceAccount, serviceAccountsPath } from './service-account-facts.js';
import { useName } from './use-name.js';

/** The maximum number of accounts to choose from: those that were created last. */
const limit = 100;

/** A filter by service account. One that is not among the choices, such as a removed one, can be set by a link. */
export const ServiceAccountFilter = ({
  value,
  onSet,
}: {
  value: unknown;
  onSet: (id: number | null) => void;
}) => {
  const { data = [] } = useQuery({
    queryKey: ['service-accounts', 'choices'],
    queryFn: async ({ signal }) => {
      const query = { limit, sort: '-id' };
      return (await api.get<{ items: ServiceAccount[] }>(serviceAccountsPath, { query, signal })).data.items;
    },
  });
  const isListed = value === undefined || data.some(({ id }) => id === Number(value));
  return (
    <Choice
      label={t('service.one.label')}
      value={value}
      options={data.map(({ id, name }) => [String(id), name] as const)}
      onSet={(id) => onSet(id ? Number(id) : null)}
    >
      {!isListed && <OtherOption id={Number(value)} />}
    </Choice>
  );
};

const OtherOption = ({ id }: { id: number }) => {
  const name = useName('service-accounts', id)?.name;
  return <option value={id}>{name ?? t('service.withId', { id: String(id) })}</option>;
};
