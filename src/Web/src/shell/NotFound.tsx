import { Link } from '@tanstack/react-router';
import { Notice } from '../ui/Notice';

export function NotFound() {
  return (
    <Notice title="There is no such page" isPage>
      <p>
        The address may be mistyped, or from another version of Monolith. <Link to="/">Search the logs</Link> instead.
      </p>
    </Notice>
  );
}
