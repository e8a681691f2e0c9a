import { type QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { CoreAdminContext, localStorageStore } from 'ra-core';
import { lazy, Suspense, useMemo } from 'react';
import { createBrowserRouter, Outlet, RouterProvider, useRouteError } from 'react-router-dom';
import { createDataProvider } from './api/data-provider.js';
import { type Catalogue, CatalogueContext } from './catalogue.js';
import { i18nProvider } from './i18n.js';
import { SessionProvider } from './session.js';
import { AdminRoute } from './views/admin-route.js';
import { HomePage } from './views/home.js';
import { KindPage, type KindView } from './views/kind-page.js';
import { Layout } from './views/layout.js';
import { ListPage } from './views/list.js';
import { SearchPage } from './views/search.js';
import { ShowPage } from './views/show.js';
import { Failure, Loading, NotFound } from './views/states.js';

const EditPages = lazy(() => import('./views/edit-pages.js'));
const MergePages = lazy(() => import('./views/merge-pages.js'));
const AccountPages = lazy(() => import('./views/account-pages.js'));
const ImportPages = lazy(() => import('./views/imports/import-pages.js'));

const CreateView: KindView = (props) => <EditPages {...props} view="create" />;
const EditView: KindView = (props) => <EditPages {...props} view="edit" />;
const HistoryView: KindView = (props) => <EditPages {...props} view="history" />;

const DuplicatesView: KindView = (props) => <MergePages {...props} view="duplicates" />;
const MergeView: KindView = (props) => <MergePages {...props} view="merge" />;

const routes = (catalogue: Catalogue, queryClient: QueryClient) => {
  const dataProvider = createDataProvider(catalogue.kinds);
  const Frame = () => (
    <CoreAdminContext
      dataProvider={dataProvider}
      i18nProvider={i18nProvider}
      queryClient={queryClient}
      store={localStorageStore()}
    >
      <QueryClientProvider client={queryClient}>
        <SessionProvider loading={<Loading />}>
          <Layout>
            <Suspense fallback={<Loading />}>
              <Outlet />
            </Suspense>
          </Layout>
        </SessionProvider>
      </QueryClientProvider>
    </CoreAdminContext>
  );
  return [
    {
      element: <Frame />,
      errorElement: <RouteFailure />,
      children: [
        { index: true, element: <HomePage /> },
        { path: 'search', element: <SearchPage /> },
        { path: 'account/*', element: <AccountPages /> },
        { path: 'imports/*', element: <ImportPages /> },
        { path: 'users/*', element: <AdminRoute views="users" /> },
        { path: 'audit/*', element: <AdminRoute views="audit" /> },
        { path: ':kind', element: <KindPage view={ListPage} /> },
        { path: ':kind/create', element: <KindPage view={CreateView} /> },
        { path: ':kind/duplicates', element: <KindPage view={DuplicatesView} /> },
        { path: ':kind/merge', element: <KindPage view={MergeView} /> },
        { path: ':kind/:id', element: <KindPage view={EditView} /> },
        { path: ':kind/:id/history', element: <KindPage view={HistoryView} /> },
        { path: ':kind/:id/show', element: <KindPage view={ShowPage} /> },
        { path: '*', element: <NotFound /> },
      ],
    },
  ];
};

const RouteFailure = () => <Failure error={useRouteError()} onRetry={() => location.reload()} />;

/** The page. */
export const App = ({ catalogue, queries }: { catalogue: Catalogue; queries: QueryClient }) => {
  const router = useMemo(
    () => createBrowserRouter(routes(catalogue, queries), { basename: '/app' }),
    [catalogue, queries],
  );
  return (
    <CatalogueContext.Provider value={catalogue}>
      <RouterProvider router={router} />
    </CatalogueContext.Provider>
  );
};
