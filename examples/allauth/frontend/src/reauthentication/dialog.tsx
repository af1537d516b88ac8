import { Modal, Stack, Text } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useUser } from 'safejwt-js/react';
import { PasswordForm } from './password-form';
import { type Question, useQuestion } from './question';
import { RecipientForm } from './recipient-form';
import { SecondFactorForm } from './second-factor-form';

/** Asks the user to re-authenticate. The request that waits then continues. */
export function ReauthenticationDialog() {
  const { t } = useTranslation();
  const user = useUser();
  const question = useQuestion();
  // The request belongs to one user: a logout, here or in another tab, cancels it.
  useEffect(() => {
    if (user === null) question?.settle(false);
  }, [user, question]);
  return (
    // Locking the scroll adds a <style> element, which the Content-Security-Policy blocks.
    <Modal.Root opened={question !== null} onClose={() => question?.settle(false)} centered lockScroll={false}>
      <Modal.Overlay />
      <Modal.Content>
        {/* Without the role, this <header> would be a second banner landmark. */}
        <Modal.Header role="presentation">
          <Modal.Title fw={600}>{t('reauthenticate.heading')}</Modal.Title>
          <Modal.CloseButton aria-label={t('app.cancel')} />
        </Modal.Header>
        <Modal.Body>{question && <Ways {...question} />}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

/** A user who has a second factor confirms that. Others use their password, or a code by email. */
function Ways({ flows, settle }: Question) {
  const { t } = useTranslation();
  const find = (id: string) => flows.find((flow) => flow.id === id);
  const factor = find('mfa_reauthenticate');
  const [recipient] = find('reauthenticate_by_code')?.recipients ?? [];
  const done = () => settle(true);
  return (
    <Stack>
      <Text size="sm">{t('confirm.hint')}</Text>
      {factor && <SecondFactorForm types={factor.types ?? []} onDone={done} />}
      {!factor && find('reauthenticate') && <PasswordForm onDone={done} />}
      {!factor && recipient && <RecipientForm recipient={recipient} onDone={done} />}
    </Stack>
  );
}
