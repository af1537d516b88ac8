import { IconFingerprint } from '@tabler/icons-react';
import { BusyButton } from 'frontend/src/ui/busy-button';
import { FormAlert } from 'frontend/src/ui/forms/form-alert';
import type { ReactNode } from 'react';
import { useAllauthFlow } from 'safejwt-js/react/allauth';
import { allauth } from '../auth';
import { problemText } from '../problem-text';

interface PasskeyButtonProps {
  onPasskey: () => Promise<unknown>;
  children: ReactNode;
}

/** Opens the browser's dialog for a passkey. */
export function PasskeyButton({ onPasskey, children }: PasskeyButtonProps) {
  const { isPending, error, run } = useAllauthFlow(allauth);
  return (
    <>
      <FormAlert>{problemText(error)}</FormAlert>
      <BusyButton
        variant="default"
        size="md"
        fullWidth
        busy={isPending}
        onClick={() => void run(onPasskey)}
        leftSection={<IconFingerprint size={20} aria-hidden />}
      >
        {children}
      </BusyButton>
    </>
  );
}
