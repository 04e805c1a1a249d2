import { useRef, useState, type PointerEvent, type RefObject } from 'react';
import { between, type View } from './view';

/** Less than this is a click. */
const fewestPixels = 5;

interface Selection {
  /** Shares of the width. */
  from: number;
  to: number;
}

/** Lets a drag over an element choose a part of the time that its width shows. */
export function useTimeDrag(
  area: RefObject<HTMLElement | null>,
  shown: View,
  duration: number,
  onChoose: (view: View) => void,
) {
  const began = useRef<number>(undefined);
  const [selection, setSelection] = useState<Selection>();

  const shareAt = (event: PointerEvent): number => {
    const { left, width } = area.current?.getBoundingClientRect() ?? { left: 0, width: 1 };
    return Math.max(0, Math.min(1, (event.clientX - left) / width));
  };
  const isDrag = (event: PointerEvent): boolean => {
    const width = area.current?.getBoundingClientRect().width ?? 0;
    return began.current !== undefined && Math.abs(shareAt(event) - began.current) * width > fewestPixels;
  };
  const timeAt = (share: number): number => shown.start + share * (shown.end - shown.start);

  return {
    selection,
    handlers: {
      onPointerDown: (event: PointerEvent) => {
        const left = area.current?.getBoundingClientRect().left ?? 0;
        if (event.button === 0 && event.clientX >= left) {
          began.current = shareAt(event);
        }
      },
      onPointerMove: (event: PointerEvent) => {
        if (began.current !== undefined && isDrag(event)) {
          event.currentTarget.setPointerCapture(event.pointerId);
          setSelection({ from: Math.min(began.current, shareAt(event)), to: Math.max(began.current, shareAt(event)) });
        }
      },
      onPointerUp: (event: PointerEvent) => {
        if (began.current !== undefined && isDrag(event)) {
          onChoose(between(timeAt(began.current), timeAt(shareAt(event)), duration));
        }

        began.current = undefined;
        setSelection(undefined);
      },
      onPointerCancel: () => {
        began.current = undefined;
        setSelection(undefined);
      },
    },
  };
}
