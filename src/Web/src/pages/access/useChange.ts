import { useMutation, useQueryClient } from '@tanstack/react-query';
import { say } from '../../shell/toasts';

/** Changes something of access. Every list is asked for again afterwards, for what one says others may repeat. */
export function useChange() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ act }: { act: () => Promise<unknown>; done: string }) => act(),
    onSuccess: async (_, { done }) => {
      say(done);
      await queries.invalidateQueries({ queryKey: ['access'] });
    },
    onError: (error) => say(error.message, 'failed'),
  });
}
