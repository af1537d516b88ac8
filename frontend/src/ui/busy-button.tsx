import { Button, type ButtonProps } from '@mantine/core';
import type { ReactNode, Ref } from 'react';

interface BusyButtonProps extends ButtonProps {
  busy: boolean;
  type?: 'button' | 'submit';
  onClick?: () => void;
  ref?: Ref<HTMLButtonElement>;
  'aria-label'?: string;
  'aria-haspopup'?: 'dialog';
  children: ReactNode;
}

/** A button with a loading state. It stays enabled while busy, because `disabled` would drop the focus. */
export function BusyButton({ busy, type = 'button', onClick, children, ...others }: BusyButtonProps) {
  return (
    <Button
      {...others}
      loading={busy}
      {...(onClick && !busy && { onClick })}
      renderRoot={({ disabled: _, ...root }) => <button {...root} type={type} aria-disabled={busy || undefined} />}
    >
      {children}
    </Button>
  );
}
