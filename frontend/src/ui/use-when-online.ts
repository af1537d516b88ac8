import { useEffect, useEffectEvent } from 'react';

/** Calls `onOnline` when the connection is back, as long as something waits for it. */
export function useWhenOnline(isWaiting: boolean, onOnline: () => void): void {
  const listen = useEffectEvent(onOnline);
  useEffect(() => {
    if (!isWaiting) return;
    const listener = () => listen();
    window.addEventListener('online', listener);
    return () => window.removeEventListener('online', listener);
  }, [isWaiting]);
}
