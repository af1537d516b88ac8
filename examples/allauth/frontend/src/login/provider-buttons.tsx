import { IconWorld } from '@tabler/icons-react';
import { useDestination, withNext } from 'frontend/src/features/session/destination';
import { BusyButton } from 'frontend/src/ui/busy-button';
import { FormAlert } from 'frontend/src/ui/forms/form-alert';
import { useTranslation } from 'react-i18next';
import { useAllauthFlow } from 'safejwt-js/react/allauth';
import { allauth } from '../auth';
import { problemText } from '../problem-text';
import { useWays } from '../ways';

/** Leaves the app for a provider, which sends the browser back to `ProviderPage`. */
export function ProviderButtons() {
  const { t } = useTranslation();
  const { providers } = useWays();
  const destination = useDestination();
  const { isPending, error, run } = useAllauthFlow(allauth);
  const callbackUrl = location.origin + withNext('/provider', destination);
  return (
    <>
      <FormAlert>{problemText(error)}</FormAlert>
      {providers.map(({ id, name }) => (
        <BusyButton
          key={id}
          variant="default"
          size="md"
          fullWidth
          busy={isPending}
          onClick={() => void run(() => allauth.provider.redirect({ provider: id, callbackUrl }))}
          leftSection={<IconWorld size={20} aria-hidden />}
        >
          {t('ways.withProvider', { name })}
        </BusyButton>
      ))}
    </>
  );
}
