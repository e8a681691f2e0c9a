import type { Kind } from '../api/kinds.js';
import { DuplicatesPage } from './duplicates.js';
import { MergePage } from './merge.js';
import { Permitted } from './sign-in.js';

/** The views that find and merge duplicates, for those who may. They are loaded on demand. */
export default function MergePages({ kind, view }: { kind: Kind; view: 'duplicates' | 'merge' }) {
  return (
    <Permitted permission="catalogue:write">
      {view === 'duplicates' ? <DuplicatesPage kind={kind} /> : <MergePage kind={kind} />}
    </Permitted>
  );
}
