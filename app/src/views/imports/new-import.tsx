import { Link } from 'react-router-dom';
import { t } from '../../texts.js';
import { useTitle } from '../title.js';
import { ImportForm } from './import-form.js';

export const NewImport = () => {
  useTitle(t('import.new'));
  return (
    <>
      <p className="above">
        <Link to="/imports">{t('import.list')}</Link>
      </p>
      <h1>{t('import.new')}</h1>
      <p className="intro import-intro">{t('import.newIntro')}</p>
      <ImportForm />
    </>
  );
};
