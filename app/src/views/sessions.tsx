import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from 'react-router-dom';
import { api, type Schemas } from '../api/service.js';
import { useSession } from '../session.js';
import { t } from '../texts.js';
import { Failure, Loading } from './states.js';
import { useTitle } from './title.js';
import { useSubmit } from './use-submit.js';
import { DateTime } from './value.js';

const path = '/api/v1/auth/sessions';

type Session = Schemas['Session'];

/** The browser and its operating system, if the User-Agent names a known one; otherwise the whole header. */
export const deviceOf = (userAgent: string | null): string => {
  if (userAgent === null) return t('account.unknownDevice');
  const find = (names: readonly [pattern: RegExp, name: string][]) =>
    names.find(([pattern]) => pattern.test(userAgent))?.[1];
  const browser = find([
    [/Edg\//, 'Edge'],
    [/OPR\//, 'Opera'],
    [/Firefox\//, 'Firefox'],
    [/Chrome\//, 'Chrome'],
    [/Safari\//, 'Safari'],
  ]);
  const system = find([
    [/iPhone|iPad/, 'iOS'],
    [/Android/, 'Android'],
    [/Windows/, 'Windows'],
    [/Mac OS X/, 'macOS'],
    [/Linux/, 'Linux'],
  ]);
  return [browser, system].filter(Boolean).join(', ') || userAgent;
};

/** The page with the active sessions of the account, each with a button to end it. */
export const SessionsPage = () => {
  useTitle(t('account.sessions'));
  const { forget } = useSession();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['sessions'],
    queryFn: async ({ signal }) => (await api.get<{ items: Session[] }>(path, { signal })).data.items,
  });
  const one = useSubmit(async ({ id }) => {
    await api.remove(`${path}/${id}`);
    await queries.invalidateQueries({ queryKey: ['sessions'] });
  });
  const all = useSubmit(async () => {
    await api.remove(path);
    forget();
    navigate('/');
  });
  if (error) return <Failure error={error} onRetry={refetch} />;
  if (isPending) return <Loading />;
  return (
    <>
      <p className="above">
        <Link to="/account">{t('account.title')}</Link>
      </p>
      <h1>{t('account.sessions')}</h1>
      {one.message}
      <table className="items">
        <thead>
          <tr>
            <th scope="col">{t('account.device')}</th>
            <th scope="col">{t('account.address')}</th>
            <th scope="col">{t('account.signedIn')}</th>
            <th scope="col">{t('account.lastUsed')}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {data.map(({ id, userAgent, ip, createdAt, lastUsedAt, current }) => {
            const device = deviceOf(userAgent);
            return (
              <tr key={id}>
                <th scope="row">
                  {device} {current && <em>({t('account.thisSession')})</em>}
                </th>
                <td data-label={t('account.address')}>{ip}</td>
                <td data-label={t('account.signedIn')}>
                  <DateTime value={createdAt} />
                </td>
                <td data-label={t('account.lastUsed')}>
                  <DateTime value={lastUsedAt} />
                </td>
                <td>
                  {!current && (
                    <form onSubmit={one.onSubmit}>
                      <input type="hidden" name="id" value={id} />
                      <button
                        type="submit"
                        disabled={one.isBusy}
                        aria-label={t('account.endSessionOf', { device })}
                      >
                        {t('account.endSession')}
                      </button>
                    </form>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <form onSubmit={all.onSubmit}>
        {all.message}
        <button type="submit" disabled={all.isBusy}>
          {t('account.endAll')}
        </button>
      </form>
    </>
  );
};
