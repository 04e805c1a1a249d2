import { useEffect, useRef, useState } from 'react';

/** Whether an element has ever been in sight, or nearly. */
export function useIsSeen<E extends HTMLElement>() {
  const ref = useRef<E>(null);
  const [isSeen, setSeen] = useState(false);

  useEffect(() => {
    const element = ref.current;
    if (element === null || isSeen) {
      return;
    }

    const observer = new IntersectionObserver((entries) => setSeen(entries.some((entry) => entry.isIntersecting)), {
      rootMargin: '200px',
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [isSeen]);

  return [ref, isSeen] as const;
}
