import { lazy, Suspense, useDeferredValue, useState } from 'react';
import { useOpenQuestion } from './use-open-question';

const Dialog = lazy(() => import('./dialog'));

/** Renders the dialog when it is first needed, and keeps it for its closing transition. */
export function Reauthentication() {
  // Deferred updates wait for the chunk without showing a fallback.
  const isOpen = useDeferredValue(useOpenQuestion() !== null);
  const [isNeeded, setNeeded] = useState(false);
  if (isOpen && !isNeeded) setNeeded(true);
  return <Suspense>{isNeeded && <Dialog />}</Suspense>;
}
