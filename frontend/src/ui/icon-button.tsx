import { ActionIcon, type ActionIconProps } from '@mantine/core';
import type { ComponentPropsWithRef, ReactNode } from 'react';
import { Tip } from './tip';

interface IconButtonProps extends ActionIconProps, Omit<ComponentPropsWithRef<'button'>, keyof ActionIconProps> {
  /** What the button does, for screen readers and in a tooltip. */
  label: string;
  children: ReactNode;
}

/** A button that shows an icon instead of words. */
export function IconButton({ label, children, ...others }: IconButtonProps) {
  return (
    <Tip label={label} disabled={others['aria-expanded'] === true}>
      <ActionIcon variant="subtle" color="gray" size={40} {...others} aria-label={label}>
        {children}
      </ActionIcon>
    </Tip>
  );
}
