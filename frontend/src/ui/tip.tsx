import { Tooltip } from '@mantine/core';
import type { ReactElement } from 'react';

interface TipProps {
  label: string;
  /** Such as while the button's menu is open. */
  disabled?: boolean;
  /** In a paragraph, which may not contain the tooltip. */
  inText?: boolean;
  children: ReactElement;
}

/** A tooltip for hover, keyboard focus and touch. Escape closes it. */
export function Tip({ label, disabled = false, inText = false, children }: TipProps) {
  return (
    <Tooltip
      label={label}
      disabled={disabled}
      openDelay={300}
      events={{ hover: true, focus: true, touch: true }}
      // Outside a portal, the tooltip belongs to the landmark of its element.
      withinPortal={inText}
    >
      {children}
    </Tooltip>
  );
}
