import { Tooltip } from '@mantine/core';
import type { ReactElement } from 'react';

interface TipProps {
  label: string;
  /** Such as while the button's menu is open. */
  disabled?: boolean;
  children: ReactElement;
}

/** A tooltip for hover, keyboard focus and touch. Escape closes it. */
export function Tip({ label, disabled = false, children }: TipProps) {
  return (
    <Tooltip label={label} disabled={disabled} openDelay={300} events={{ hover: true, focus: true, touch: true }}>
      {children}
    </Tooltip>
  );
}
