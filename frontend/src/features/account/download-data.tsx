import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { BusyButton } from '../../ui/busy-button';
import { Card } from '../../ui/card';
import { errorMessage, isUnconfirmed } from '../../ui/error-message';
import { FormAlert } from '../../ui/forms/form-alert';
import { alertNeutral, alertSuccess } from '../../ui/notifications';
import { useOwnRequest } from '../session/own-request';
import classes from './account.module.css';
import { saveFile } from './save-file';

/** Saves what the server keeps about the account as a file, after the user has re-authenticated. */
export function DownloadData() {
  const { t } = useTranslation();
  const request = useOwnRequest();
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => request<unknown>('account/export/', { method: 'POST' }),
    onSuccess: (data) => {
      saveFile('account-data.json', JSON.stringify(data, null, 2), 'application/json');
      alertSuccess(t('download.done'));
    },
    onError: (reason) => {
      if (isUnconfirmed(reason)) alertNeutral(t('download.canceled'));
    },
  });

  return (
    <Card heading={t('download.heading')} description={t('download.description')}>
      <div className={classes.failure}>
        {error && !isUnconfirmed(error) && <FormAlert>{errorMessage(error)}</FormAlert>}
        <BusyButton variant="default" busy={isPending} onClick={mutate}>
          {t('download.submit')}
        </BusyButton>
      </div>
    </Card>
  );
}
