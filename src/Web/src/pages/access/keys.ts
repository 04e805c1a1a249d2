import type { ApiKey } from '../../api/access';
import { formatDuration } from '../../time/format';

/** Whether a key opens anything. */
export function stateOf(key: ApiKey, now: number): 'works' | 'ended' | 'revoked' {
  return key.revoked_at !== undefined
    ? 'revoked'
    : key.expires_at !== undefined && Date.parse(key.expires_at) <= now
      ? 'ended'
      : 'works';
}

/** What a key may do, in a few words: by its holder, by roles, or by single permissions. */
export function scopeOf({ holder, roles = [], permissions = [] }: ApiKey): string {
  const own = [...roles, ...permissions].join(', ');
  if (holder === undefined) {
    return own === '' ? 'nothing' : own;
  }

  return own === '' ? `all that ${holder.id} may` : `of what ${holder.id} may: ${own}`;
}

/** How long ago a key was used, as far as the few seconds matter in which that is noted. */
export function lastUse({ last_used_at: used }: ApiKey, now: number): string {
  if (used === undefined) {
    return 'never';
  }

  const ago = now - Date.parse(used);
  return ago < 60_000
    ? 'just now'
    : `${formatDuration(Math.floor(ago / 60_000) * 60_000)
        .split(' ')
        .slice(0, 2)
        .join(' ')} ago`;
}

/** What is wrong with networks as they were typed, one a line or parted by commas; undefined when nothing is. */
export function networksOf(text: string): { networks: string[]; wrong: string | undefined } {
  const networks = text.split(/[\s,]+/).filter((part) => part !== '');
  return { networks, wrong: networks.find((each) => !/^[0-9a-fA-F:.]+(\/\d{1,3})?$/.test(each)) };
}
