import { Link, type LinkProps } from '@tanstack/react-router';
import { Lock } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './SectionFrame.module.css';
import { useMe } from './useMe';

export interface SectionPart {
  to: LinkProps['to'];
  title: string;
  permission: string;
}

interface Props {
  /** What the pages of the section are about. */
  name: string;
  parts: readonly SectionPart[];
  /** What it takes to change something here. */
  changing: string;
  title: string;
  /** What this is, for those who see it for the first time. */
  about: ReactNode;
  /** What can be done here. */
  tools?: ReactNode;
  children: ReactNode;
}

/** What the pages of a section have in common: the way to the others, and what one may not do. */
export function SectionFrame({ name, parts, changing, title, about, tools, children }: Props) {
  const me = useMe();
  const isLocked = (permission: string) => me !== undefined && !me.permissions.includes(permission);
  return (
    <div className={styles.frame}>
      <nav aria-label={name} className={styles.parts}>
        {parts.map((part) => (
          <Link
            key={part.to}
            to={part.to}
            activeOptions={{ includeSearch: false, exact: part.to === '/audit' }}
            className={styles.part}
            title={
              isLocked(part.permission) ? `Needs the permission ${part.permission}, which you do not have` : undefined
            }
          >
            {isLocked(part.permission) && <Lock size={12} aria-hidden />} {part.title}
          </Link>
        ))}
      </nav>
      <header className={styles.header}>
        <div>
          <h1>{title}</h1>
          <p className={styles.about}>{about}</p>
        </div>
        <div className={styles.tools}>{tools}</div>
      </header>
      {isLocked(changing) && (
        <p className={styles.readOnly}>
          You may look, but not change: that needs the permission <code>{changing}</code>.
        </p>
      )}
      {children}
    </div>
  );
}
