import { QueryClient } from '@tanstack/react-query';
import { ProblemError } from './service.js';

/** A request that failed for a reason of its own fails again; one that was not answered may succeed. */
const isWorthRetrying = (count: number, error: unknown) => count < 1 && !(error instanceof ProblemError);

/** Returns the cache of what was read. */
export const createQueries = (): QueryClient =>
  new QueryClient({
    defaultOptions: { queries: { retry: isWorthRetrying, refetchOnWindowFocus: false, staleTime: 0 } },
  });
