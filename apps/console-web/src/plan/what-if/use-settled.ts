import { useEffect, useState } from 'react';

/** A value once it has not changed for a while. @param text another text, another value */
export function useSettled(text: string, waitMs: number): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    if (text === settled) return;
    const later = setTimeout(() => setSettled(text), waitMs);
    return () => clearTimeout(later);
  }, [text, settled, waitMs]);
  return settled;
}
