import { Button, type ButtonProps } from '@mantine/core';
import type { ReactNode, Ref } from 'react';

interface SubmitButtonProps extends ButtonProps {
  busy: boolean;
  ref?: Ref<HTMLButtonElement>;
  children: ReactNode;
}

/** A form's main button. While busy it is not `disabled`: that would take the focus away from under the person's fingers. */
export function SubmitButton({ busy, children, ...others }: SubmitButtonProps) {
  return (
    <Button
      {...others}
      loading={busy}
      renderRoot={({ disabled: _, ...root }) => <button {...root} type="submit" aria-disabled={busy || undefined} />}
    >
      {children}
    </Button>
  );
}
