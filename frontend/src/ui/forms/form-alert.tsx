import { Alert } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { intoSight } from '../into-sight';

interface FormAlertProps {
  /** Whether it responds to the user. What fails while the page loads does not scroll the page. */
  isResponse?: boolean;
  children: ReactNode;
}

/** The error of a whole form. In a low window it appears above the pressed button, out of sight. */
export function FormAlert({ isResponse = true, children }: FormAlertProps) {
  if (children === null) return null;
  return (
    <Alert ref={isResponse ? intoSight : undefined} color="red" icon={<IconAlertCircle aria-hidden />}>
      {children}
    </Alert>
  );
}
