import { useQuery } from '@tanstack/react-query';
import { me, type Me } from '../api/me';

/** Who is at this page, and what they may do and see; undefined until it is known. */
export function useMe(): Me | undefined {
  return useQuery({ queryKey: ['me'], queryFn: ({ signal }) => me(signal), retry: false }).data;
}

/** Whether they have the permission. Until it is known they may: what they may not do after all, the server refuses. */
export function useMay(permission: string): boolean {
  return useMe()?.permissions.includes(permission) ?? true;
}

/** Whether they came in by no door at all: nothing is configured, and whoever is at this machine may do everything. */
export function isOpen(me: Me): boolean {
  return me.name === 'local';
}
