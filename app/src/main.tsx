import { createRoot } from 'react-dom/client';
import { kindsOf, type OpenApi } from './api/kinds.js';
import { createQueries } from './api/queries.js';
import { api } from './api/service.js';
import { App } from './app.js';
import { readSession } from './session.js';
import './style.css';
import { t } from './texts.js';
import { Failure } from './views/states.js';

const root = createRoot(document.getElementById('root') as HTMLElement);

const start = async () => {
  root.render(<p className="state">{t('app.loading')}</p>);
  const queries = createQueries();
  readSession(queries);
  try {
    const { data } = await api.get<OpenApi>('/openapi.json');
    root.render(<App catalogue={{ document: data, kinds: kindsOf(data) }} queries={queries} />);
  } catch (error) {
    root.render(<Failure error={error} onRetry={start} />);
  }
};

await start();
