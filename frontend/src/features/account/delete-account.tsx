import { Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { Trans, useTranslation } from 'react-i18next';
import { Card } from '../../ui/card';
import { FormAlert } from '../../ui/forms/form-alert';
import { SubmitButton } from '../../ui/forms/submit-button';
import { useSubmit } from '../../ui/forms/use-submit';
import { useLogout } from '../session/logout';
import { useOwnRequest } from '../session/own-request';
import classes from './account.module.css';

/** Deletes the account after the user has typed its name and re-authenticated. */
export function DeleteAccount({ name }: { name: string }) {
  const { t } = useTranslation();
  const request = useOwnRequest();
  const { logOut } = useLogout();
  const form = useForm({
    initialValues: { confirmation: '' },
    validate: {
      confirmation: (value) => (value.trim() === name ? null : t('fields.missing.confirmation', { username: name })),
    },
  });
  const { onSubmit, failure } = useSubmit(form, async () => {
    await request('account/', { method: 'DELETE' });
    // The server has ended all sessions. This informs the other tabs.
    await logOut({ done: t('danger.done'), isOver: true });
  });

  return (
    <Card heading={t('danger.heading')} description={t('danger.description')}>
      <form onSubmit={onSubmit} noValidate aria-label={t('danger.formName')}>
        <Stack>
          <FormAlert>{failure}</FormAlert>
          <TextInput
            label={
              // A name written from right to left reads as it does elsewhere, whatever surrounds it.
              <Trans i18nKey="danger.confirm" values={{ username: name }} components={{ name: <bdi /> }} />
            }
            name="confirmation"
            autoComplete="off"
            autoCapitalize="none"
            autoCorrect="off"
            spellCheck={false}
            {...form.getInputProps('confirmation')}
          />
          <SubmitButton
            busy={form.submitting}
            idle={form.values.confirmation === ''}
            color="red.9"
            mt="xs"
            className={classes.save}
          >
            {t('danger.submit')}
          </SubmitButton>
        </Stack>
      </form>
    </Card>
  );
}
