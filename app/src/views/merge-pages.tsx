import type { Kind } from '../api/kinds.js';
import { useSession } from '../session.js';
import { t } from '../texts.js';
import { DuplicatesPage } from './duplicates.js';
import { MergePage } from './merge.js';
import { SignInNeeded } from './sign-in.js';
import { NotFound } from './states.js';

/** The views that find and merge duplicates, for those who may. They are loaded on demand. */
export default function MergePages({ kind, view }: { kind: Kind; view: 'duplicates' | 'merge' }) {
  const { user, can } = useSession();
  if (!user) return <SignInNeeded />;
  if (!can('catalogue:write'))
    return (
      <NotFound>
        <p>{t('app.forbidden')}</p>
      </NotFound>
    );
  return view === 'duplicates' ? <DuplicatesPage kind={kind} /> : <MergePage kind={kind} />;
}
