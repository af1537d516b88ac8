import { Button, type ButtonProps } from '@mantine/core';
import type { MouseEvent, ReactNode, Ref } from 'react';

interface BusyButtonProps extends ButtonProps {
  busy: boolean;
  /** Nothing to do, or not yet. */
  idle?: boolean;
  type?: 'button' | 'submit';
  onClick?: () => void;
  ref?: Ref<HTMLButtonElement>;
  'aria-label'?: string;
  'aria-describedby'?: string;
  'aria-haspopup'?: 'dialog';
  children: ReactNode;
}

/** A button with a loading state. It stays enabled while busy or idle, because `disabled` would drop the focus. */
export function BusyButton({ busy, idle = false, type = 'button', onClick, children, ...others }: BusyButtonProps) {
  function click(event: MouseEvent): void {
    // The Enter key in a field clicks the button too. A form that is submitted again would look as if it was done.
    if (idle || busy) event.preventDefault();
    else onClick?.();
  }
  return (
    <Button
      {...others}
      loading={busy}
      {...(idle && { 'data-disabled': true })}
      onClick={click}
      renderRoot={({ disabled: _, ...root }) => (
        <button {...root} type={type} aria-disabled={busy || idle || undefined} />
      )}
    >
      {children}
    </Button>
  );
}
