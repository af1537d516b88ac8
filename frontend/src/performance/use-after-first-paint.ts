import { startTransition, useEffect, useState } from 'react';

/** Between a page's render and its paint on a slow phone. */
const UNTIL_PAINTED = 300;
/** In a background tab no frame is painted. */
const AT_THE_LATEST = 1000;

/**
 * Keeps large components, such as menus, from delaying the page: `false` until the page was painted with what
 * `isReady` waits for.
 */
export function useAfterFirstPaint(isReady: boolean): boolean {
  const [isPainted, setPainted] = useState(false);
  useEffect(() => {
    const finish = () => startTransition(() => setPainted(true));
    const timers = [setTimeout(finish, AT_THE_LATEST)];
    const frame = requestAnimationFrame(() => {
      if (isReady) timers.push(setTimeout(finish, UNTIL_PAINTED));
    });
    return () => {
      timers.forEach(clearTimeout);
      cancelAnimationFrame(frame);
    };
  }, [isReady]);
  return isPainted;
}
