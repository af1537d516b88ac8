import type { ButtonProps } from '@mantine/core';
import type { ReactNode, Ref } from 'react';
import { BusyButton } from '../busy-button';

interface SubmitButtonProps extends ButtonProps {
  busy: boolean;
  /** Nothing has been entered or changed yet. */
  idle?: boolean;
  ref?: Ref<HTMLButtonElement>;
  children: ReactNode;
}

/** A form's main button. */
export function SubmitButton(props: SubmitButtonProps) {
  return <BusyButton {...props} type="submit" />;
}
