import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { SignIn } from './SignIn';

/** The page of signing in, for those who come to it by its address: it leads to the search. */
export function SignInPage() {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return (
    <SignIn
      onDone={() => {
        void queries.resetQueries();
        void navigate({ to: '/', replace: true });
      }}
    />
  );
}
