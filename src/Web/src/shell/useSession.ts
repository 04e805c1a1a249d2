import { useQuery } from '@tanstack/react-query';
import { session, type Session } from '../api/session';

/** The session of this browser; undefined where nobody has signed in. */
export function useSession(): Session | undefined {
  // A query has a value, or has none yet: null is the former.
  return useQuery({ queryKey: ['session'], queryFn: async () => (await session()) ?? null }).data ?? undefined;
}
