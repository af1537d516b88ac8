import { Button, type ButtonProps } from '@mantine/core';
import type { ReactNode, Ref } from 'react';

interface BusyButtonProps extends ButtonProps {
  busy: boolean;
  type?: 'button' | 'submit';
  onClick?: () => void;
  ref?: Ref<HTMLButtonElement>;
  'aria-label'?: string;
  children: ReactNode;
}

/** A button that takes its time. While busy it is not `disabled`: that would take the focus away from under the person's fingers. */
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
