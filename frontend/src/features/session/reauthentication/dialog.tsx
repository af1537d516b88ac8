import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { User } from 'safejwt-js';
import { useAuthClient, useUser } from 'safejwt-js/react';
import { FormAlert } from '../../../ui/forms/form-alert';
import { PasswordField } from '../../../ui/forms/password-field';
import { SubmitButton } from '../../../ui/forms/submit-button';
import { useSubmit } from '../../../ui/forms/use-submit';
import { UsernameForManagers } from '../../../ui/forms/username-field';
import { requiredPassword } from '../../../ui/forms/validation';
import { useReauthentication } from './use-question';

/** Asks for the password where the API wants to be sure that the person is still there; what waits for it goes on then. */
export default function ReauthenticationDialog() {
  const { t } = useTranslation();
  const user = useUser();
  const answer = useReauthentication();
  useEndWithPerson(answer, user?.id ?? null);
  return (
    <Modal.Root
      opened={answer !== null && user !== null}
      onClose={() => answer?.(false)}
      centered
      // It would add a <style> element, which the Content-Security-Policy refuses.
      lockScroll={false}
    >
      <Modal.Overlay />
      <Modal.Content>
        {/* Else it were a second banner, which a page has one of. */}
        <Modal.Header role="presentation">
          <Modal.Title fw={600}>{t('reauthenticate.heading')}</Modal.Title>
          <Modal.CloseButton aria-label={t('app.cancel')} />
        </Modal.Header>
        <Modal.Body>{answer && user && <PasswordQuestion username={user.username} answer={answer} />}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

/** What waits for the answer is one person's: when that is signed in no more, nobody else is asked for it. */
function useEndWithPerson(answer: ((confirmed: boolean) => void) | null, person: User['id'] | null): void {
  const asked = useRef<{ answer: typeof answer; person: typeof person }>({ answer: null, person: null });
  useEffect(() => {
    if (asked.current.answer !== answer) asked.current = { answer, person };
    if (person === null || asked.current.person !== person) answer?.(false);
  }, [answer, person]);
}

interface PasswordQuestionProps {
  username: string;
  answer: (confirmed: boolean) => void;
}

function PasswordQuestion({ username, answer }: PasswordQuestionProps) {
  const { t } = useTranslation();
  const client = useAuthClient();
  const form = useForm({ initialValues: { password: '' }, validate: { password: requiredPassword() } });
  const { onSubmit, failure } = useSubmit(form, async ({ password }) => {
    await client.reauthenticate(password);
    answer(true);
  });

  return (
    <form onSubmit={onSubmit} noValidate aria-label={t('reauthenticate.heading')}>
      <UsernameForManagers username={username} />
      <Stack>
        <Text size="sm">{t('reauthenticate.text')}</Text>
        <FormAlert>{failure}</FormAlert>
        <PasswordField
          label={t('fields.password')}
          name="password"
          autoComplete="current-password"
          data-autofocus
          {...form.getInputProps('password')}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={() => answer(false)}>
            {t('app.cancel')}
          </Button>
          <SubmitButton busy={form.submitting}>{t('reauthenticate.submit')}</SubmitButton>
        </Group>
      </Stack>
    </form>
  );
}
