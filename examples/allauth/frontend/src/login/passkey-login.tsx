import { IconFingerprint } from '@tabler/icons-react';
import { BusyButton } from 'frontend/src/ui/busy-button';
import { FormAlert } from 'frontend/src/ui/forms/form-alert';
import { useTranslation } from 'react-i18next';
import { usePasskeyLogin } from 'safejwt-js/react/passkeys';
import { allauth } from '../auth';
import { problemText } from '../problem-text';

/** Offers passkeys in the autofill of the email field, and by a button where the browser has them. */
export function PasskeyLogin() {
  const { t } = useTranslation();
  const { error, isPending, isSupported, signIn } = usePasskeyLogin((get) => allauth.passkeys.login(get));
  return (
    <>
      <FormAlert>{problemText(error)}</FormAlert>
      {isSupported && (
        <BusyButton
          variant="default"
          size="md"
          fullWidth
          busy={isPending}
          onClick={() => void signIn()}
          leftSection={<IconFingerprint size={20} aria-hidden />}
        >
          {t('ways.withPasskey')}
        </BusyButton>
      )}
    </>
  );
}
