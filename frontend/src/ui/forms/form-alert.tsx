import { Alert } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';

/** The error of a whole form. */
export function FormAlert({ children }: { children: ReactNode }) {
  if (children === null) return null;
  return (
    <Alert color="red" icon={<IconAlertCircle aria-hidden />}>
      {children}
    </Alert>
  );
}
