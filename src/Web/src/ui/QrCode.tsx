import styles from './QrCode.module.css';
import { qrModules } from './qr';

// Readers want so much white around the code.
const quiet = 4;

/** A QR code of a text, black on white in every scheme: few cameras read the other way round. */
export function QrCode({ text, name }: { text: string; name: string }) {
  const modules = qrModules(text);
  if (modules === undefined) {
    return null;
  }

  const size = modules.length + 2 * quiet;
  const path = modules.flatMap((row, y) =>
    row.flatMap((isDark, x) => (isDark ? [`M${x + quiet} ${y + quiet}h1v1h-1z`] : [])),
  );
  return (
    <svg
      role="img"
      aria-label={name}
      viewBox={`0 0 ${size} ${size}`}
      className={styles.code}
      shapeRendering="crispEdges"
    >
      <path d={path.join('')} />
    </svg>
  );
}
