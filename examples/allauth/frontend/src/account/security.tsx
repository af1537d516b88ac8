import { Skeleton, Stack } from '@mantine/core';
import { LoadFailure } from 'frontend/src/features/account/load-failure';
import { useTranslation } from 'react-i18next';
import type { RegisteredUser } from 'safejwt-js';
import { useWays } from '../ways';
import { AuthenticatorApp } from './authenticator-app';
import { useAuthenticators } from './authenticators';
import { Passkeys } from './passkeys';
import { PasswordForm } from './password-form';
import { Providers } from './providers';
import { RecoveryCodes } from './recovery-codes';

/** How the user logs in. */
export function Security({ user }: { user: RegisteredUser }) {
  const { hasApp, hasPasskeys, providers } = useWays();
  const { data: authenticators, error, isFetching, refetch } = useAuthenticators();
  return (
    <Stack gap="lg">
      {error && <LoadFailure error={error} isFetching={isFetching} refetch={refetch} />}
      {!authenticators && !error && <Loading />}
      {authenticators && (
        <>
          {hasPasskeys && <Passkeys passkeys={authenticators.filter((each) => each.type === 'webauthn')} />}
          {hasApp && <AuthenticatorApp isActive={authenticators.some(({ type }) => type === 'totp')} />}
          <RecoveryCodes codes={authenticators.find((each) => each.type === 'recovery_codes')} />
        </>
      )}
      {providers.length > 0 && <Providers user={user} providers={providers} />}
      <PasswordForm user={user} />
    </Stack>
  );
}

function Loading() {
  const { t } = useTranslation();
  return (
    <div role="status" aria-label={t('app.loading')}>
      <Skeleton height="10rem" radius="lg" mb="lg" />
      <Skeleton height="10rem" radius="lg" />
    </div>
  );
}
