import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { api, onSessionEnd, type Schemas, signIn, signInWithCode, signOut } from './api/service.js';

export type User = Schemas['User'];

export type Permission = 'catalogue:read' | 'catalogue:write' | 'account:own' | 'users:manage' | 'audit:read';

export interface SessionState {
  /** Undefined: a guest. */
  readonly user: User | undefined;
  /** Whether the service has ended the session while the page was open. */
  readonly isEnded: boolean;
  can(permission: Permission): boolean;
  /** @throws SecondFactorError if the account has a second factor: `signInWithCode` completes the sign-in */
  signIn(credentials: { email: string; password: string }): Promise<void>;
  signInWithCode(code: Parameters<typeof signInWithCode>[0]): Promise<void>;
  signOut(): Promise<void>;
  /** Reads the account again, after a change. */
  reload(): Promise<void>;
  /** Goes on as a guest, after the session has ended. */
  forget(): void;
}

const Context = createContext<SessionState | undefined>(undefined);

/** Tells whether there is a session, since scripts cannot read its cookies. Other tabs follow it. */
const flag = {
  name: 'signed-in',
  get: (): boolean => localStorage.getItem('signed-in') !== null,
  set: (isSignedIn: boolean): void => {
    if (isSignedIn) localStorage.setItem('signed-in', 'yes');
    else localStorage.removeItem('signed-in');
  },
};

const readUser = async (): Promise<User | null> => {
  if (!flag.get()) return null;
  try {
    return (await api.get<User>('/api/v1/users/me')).data;
  } catch (error) {
    if ((error as { status?: number }).status !== 401) throw error;
    flag.set(false);
    return null;
  }
};

/** Reads the roles that have each permission. */
export const permissionsQuery = {
  queryKey: ['permissions'],
  queryFn: async () => (await api.get<Record<string, string[]>>('/api/v1/permissions')).data,
  staleTime: Number.POSITIVE_INFINITY,
};
const accountQuery = { queryKey: ['me'], queryFn: readUser, staleTime: Number.POSITIVE_INFINITY };

/** Begins to read the session, before a view needs it. */
export const readSession = (queries: QueryClient): void => {
  queries.prefetchQuery(permissionsQuery);
  queries.prefetchQuery(accountQuery);
};

/** Provides the session to the views. @param loading shown until the account is known */
export const SessionProvider = ({ loading, children }: { loading: ReactNode; children: ReactNode }) => {
  const queries = useQueryClient();
  const [isEnded, setEnded] = useState(false);
  const permissions = useQuery(permissionsQuery);
  const account = useQuery(accountQuery);
  const user = account.data ?? undefined;

  useEffect(() => onSessionEnd(() => setEnded(true)), []);
  useEffect(() => {
    const follow = ({ key }: StorageEvent) => {
      if (key !== flag.name) return;
      // A sign-out in another tab must not take away a form with what was typed.
      const hasUser = Boolean(queries.getQueryData(['me']));
      setEnded(!flag.get() && hasUser);
      if (flag.get() || !hasUser) queries.invalidateQueries();
    };
    window.addEventListener('storage', follow);
    return () => window.removeEventListener('storage', follow);
  }, [queries]);

  const state = useMemo<SessionState>(() => {
    const become = async (isSignedIn: boolean) => {
      flag.set(isSignedIn);
      setEnded(false);
      // What a page shows can depend on the account.
      await queries.invalidateQueries();
    };
    return {
      user,
      isEnded: isEnded && user !== undefined,
      can: (permission) => permissions.data?.[permission]?.includes(user?.role ?? 'guest') ?? false,
      signIn: async (credentials) => {
        await signIn(credentials);
        await become(true);
      },
      signInWithCode: async (code) => {
        await signInWithCode(code);
        await become(true);
      },
      signOut: async () => {
        await signOut();
        await become(false);
      },
      reload: () => queries.invalidateQueries({ queryKey: ['me'] }),
      forget: () => {
        become(false);
      },
    };
  }, [user, isEnded, permissions.data, queries]);

  const failed = permissions.error ?? account.error;
  if (failed) throw failed;
  if (permissions.isPending || account.isPending) return loading;
  return <Context.Provider value={state}>{children}</Context.Provider>;
};

/** The session of this browser. */
export const useSession = (): SessionState => {
  const state = useContext(Context);
  if (state === undefined) throw new Error('useSession requires a SessionProvider');
  return state;
};
