import { lazy, Suspense, useState } from 'react';
import { useReauthentication } from './use-question';

const Dialog = lazy(() => import('./dialog'));

/** The dialog is loaded when it is first needed, and stays for its closing to be seen. */
export function Reauthentication() {
  const asked = useReauthentication() !== null;
  const [needed, setNeeded] = useState(false);
  if (asked && !needed) setNeeded(true);
  return <Suspense>{needed && <Dialog />}</Suspense>;
}
