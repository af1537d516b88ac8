import { BusyButton } from 'frontend/src/ui/busy-button';
import { FormAlert } from 'frontend/src/ui/forms/form-alert';
import { alertSuccess } from 'frontend/src/ui/notifications';
import { useTranslation } from 'react-i18next';
import { useAllauthFlow } from 'safejwt-js/react/allauth';
import { allauth } from '../auth';
import { problemText } from '../problem-text';

/** Sends a code again. */
export function ResendButton({ onResend }: { onResend: () => Promise<void> }) {
  const { t } = useTranslation();
  const { isPending, error, run } = useAllauthFlow(allauth);
  return (
    <>
      <FormAlert>{problemText(error)}</FormAlert>
      <BusyButton
        variant="default"
        busy={isPending}
        onClick={() => void run(() => onResend().then(() => alertSuccess(t('code.sentAgain'))))}
      >
        {t('code.again')}
      </BusyButton>
    </>
  );
}
