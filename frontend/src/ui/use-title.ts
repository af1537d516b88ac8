import { useEffect } from 'react';
import { PRODUCT } from '../product';

/** Sets the title that the browser shows in its tab and history. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · ${PRODUCT}`;
  }, [title]);
}
