import type { ButtonProps } from '@mantine/core';
import type { ReactNode, Ref } from 'react';
import { BusyButton } from '../busy-button';

interface SubmitButtonProps extends ButtonProps {
  busy: boolean;
  ref?: Ref<HTMLButtonElement>;
  children: ReactNode;
}

/** A form's main button. */
export function SubmitButton(props: SubmitButtonProps) {
  return <BusyButton {...props} type="submit" />;
}
