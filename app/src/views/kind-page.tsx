import type { ComponentType } from 'react';
import { useParams } from 'react-router-dom';
import type { Kind } from '../api/kinds.js';
import { useKind } from '../catalogue.js';
import { useSession } from '../session.js';
import { SignInNeeded } from './sign-in.js';
import { NotFound } from './states.js';

/** A view of a kind; of an item, if the address has an id. */
export type KindView = ComponentType<{ kind: Kind; id: string }>;

/** Shows the view of the kind in the address, to those who may read the catalogue. */
export const KindPage = ({ view: View }: { view: KindView }) => {
  const { kind: plural, id = '' } = useParams();
  const kind = useKind(plural);
  const { can } = useSession();
  if (kind === undefined) return <NotFound />;
  if (!can('catalogue:read')) return <SignInNeeded />;
  return <View key={`${plural} ${id}`} kind={kind} id={id} />;
};
