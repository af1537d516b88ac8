import { ActionIcon, type ActionIconProps } from '@mantine/core';
import type { ComponentPropsWithRef, ReactNode } from 'react';

interface IconButtonProps extends ActionIconProps, Omit<ComponentPropsWithRef<'button'>, keyof ActionIconProps> {
  /** What the button does, for screen readers and on hover. */
  label: string;
  children: ReactNode;
}

/** A button that shows an icon instead of words. */
export function IconButton({ label, children, ...others }: IconButtonProps) {
  return (
    <ActionIcon variant="subtle" color="gray" size={40} {...others} aria-label={label} title={label}>
      {children}
    </ActionIcon>
  );
}
