import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { SignIn } from './SignIn';

/** The page of signing in, for those who come to it by its address: it leads to the search. */
export function SignInPage() {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { problem } = useSearch({ from: '/sign-in' });
  return (
    <SignIn
      problem={problem}
      onDone={() => {
        void queries.resetQueries();
        void navigate({ to: '/', replace: true });
      }}
    />
  );
}
