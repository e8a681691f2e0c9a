import { Route, Routes, useParams } from 'react-router-dom';
import { Permitted } from '../sign-in.js';
import { NotFound } from '../states.js';
import { ImportList } from './import-list.js';
import { ImportPage } from './import-page.js';
import { NewImport } from './new-import.js';

const OneImport = () => {
  const { id = '' } = useParams();
  return /^[1-9]\d{0,9}$/.test(id) ? <ImportPage key={id} id={Number(id)} /> : <NotFound />;
};

/** The pages under /imports, for those who may change the catalogue. They are loaded on demand. */
export default function ImportPages() {
  return (
    <Permitted permission="catalogue:write">
      <Routes>
        <Route index element={<ImportList />} />
        <Route path="new" element={<NewImport />} />
        <Route path=":id" element={<OneImport />} />
        <Route path="*" element={<NotFound />} />
      </Routes>
    </Permitted>
  );
}
