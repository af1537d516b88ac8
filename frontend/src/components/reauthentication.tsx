import { lazy, Suspense, useState } from 'react';
import { parts } from '../parts';
import { useReauthentication } from '../use-reauthentication';

const Dialog = lazy(parts.reauthentication.shown);

/** The dialog is loaded when it is first needed, and stays for its closing to be seen. */
export function Reauthentication() {
  const asked = useReauthentication() !== null;
  const [needed, setNeeded] = useState(false);
  if (asked && !needed) setNeeded(true);
  return <Suspense>{needed && <Dialog />}</Suspense>;
}
