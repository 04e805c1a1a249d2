import { useEffect, useState } from 'react';

/** What stands behind `#token=`. It never reaches a server's log, and is taken out of the address so that nobody reads it there. */
export function useToken(): string | undefined {
  const [token] = useState(() => new URLSearchParams(location.hash.slice(1)).get('token') ?? undefined);
  useEffect(() => {
    history.replaceState(history.state, '', location.pathname + location.search);
  }, []);
  return token;
}
