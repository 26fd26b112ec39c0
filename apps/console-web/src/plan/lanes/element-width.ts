import { useLayoutEffect, useState, type RefObject } from 'react';

/** The width of an element as it is and becomes, px; 0 before it is there. */
export function useElementWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const { current } = element;
    if (current === null) return;
    const resized = new ResizeObserver(() => setWidth(current.clientWidth));
    resized.observe(current); // which tells the first width too, before anything is painted
    return () => resized.disconnect();
  }, [element]);
  return width;
}
