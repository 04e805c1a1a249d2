import type { ButtonHTMLAttributes } from 'react';
import styles from './Button.module.css';

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** `primary` is the one thing to do here, `quiet` has no border until it is pointed at. */
  look?: 'plain' | 'primary' | 'quiet';
}

export function Button({ look = 'plain', className, type = 'button', ...rest }: Props) {
  return (
    <button type={type} className={[styles.button, styles[look], className].filter(Boolean).join(' ')} {...rest} />
  );
}

/** A button that shows only an icon. Its name is read aloud, and shown when pointed at. */
export function IconButton({ name, ...rest }: Props & { name: string }) {
  return (
    <Button
      look="quiet"
      aria-label={name}
      title={name}
      {...rest}
      className={[styles.icon, rest.className].filter(Boolean).join(' ')}
    />
  );
}
