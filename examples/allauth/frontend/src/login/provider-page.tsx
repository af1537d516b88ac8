import { Anchor, Text } from '@mantine/core';
import { Card } from 'frontend/src/ui/card';
import { FormAlert } from 'frontend/src/ui/forms/form-alert';
import { Page } from 'frontend/src/ui/page';
import { PageLoader } from 'frontend/src/ui/page-loader';
import i18next from 'i18next';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { isAuthError } from 'safejwt-js';
import { useAllauthFlow } from 'safejwt-js/react/allauth';
import { allauth } from '../auth';
import { problemText } from '../problem-text';

/** Where the provider sends the browser back. The login ends here, or goes on with another step. */
export function ProviderPage() {
  const { t } = useTranslation();
  const { error, run } = useAllauthFlow(allauth);
  const hasStarted = useRef(false);
  useEffect(() => {
    // StrictMode runs effects twice.
    if (hasStarted.current) return;
    hasStarted.current = true;
    void run(() => allauth.provider.finish().then(expectProgress));
  }, [run]);

  if (error === null) return <PageLoader label={t('provider.loggingIn')} />;
  return (
    <Page title={t('login.heading')} heading={t('provider.failed')} layout="narrow" replacesPage>
      <Card>
        <FormAlert>{failureText(error)}</FormAlert>
        <Text mt="lg">
          <Anchor component={Link} to="/login" underline="always">
            {t('provider.back')}
          </Anchor>
        </Text>
      </Card>
    </Page>
  );
}

/** Without a pending step, the browser did not come from the provider. */
function expectProgress({ step }: { step: string }): void {
  if (step === 'none') throw new Error('There is no login to finish.');
}

function failureText(error: unknown): string | null {
  if (isAuthError(error) && error.code === 'cancelled') return i18next.t('provider.cancelled');
  return problemText(error);
}
