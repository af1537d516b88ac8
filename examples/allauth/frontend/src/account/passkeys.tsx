import { Text, TextInput } from '@mantine/core';
import { IconFingerprint } from '@tabler/icons-react';
import { focusSection } from 'frontend/src/features/account/sections';
import { BusyButton } from 'frontend/src/ui/busy-button';
import { Card } from 'frontend/src/ui/card';
import { FormAlert } from 'frontend/src/ui/forms/form-alert';
import { alertSuccess } from 'frontend/src/ui/notifications';
import { TimeStamp } from 'frontend/src/ui/time-stamp';
import { type FormEvent, useState } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import type { PasskeyAuthenticator } from 'safejwt-js/allauth';
import { allauth } from '../auth';
import { useChange } from './authenticators';
import classes from './list.module.css';

/** Adds and removes passkeys. */
export function Passkeys({ passkeys }: { passkeys: readonly PasskeyAuthenticator[] }) {
  const { t } = useTranslation();
  const { isPending, problem, change } = useChange();
  const [name, setName] = useState('');

  async function add(event: FormEvent) {
    event.preventDefault();
    if (isPending || !(await change(() => allauth.passkeys.add({ name: name.trim() || t('passkeys.defaultName') }))))
      return;
    setName('');
    alertSuccess(t('passkeys.added'));
  }

  async function remove({ id }: PasskeyAuthenticator) {
    if (!(await change(() => allauth.passkeys.remove([id]).then(() => true)))) return;
    focusSection();
    alertSuccess(t('passkeys.removed'));
  }

  return (
    <Card heading={t('passkeys.heading')} description={t('passkeys.description')}>
      <FormAlert>{problem}</FormAlert>
      {passkeys.length === 0 && <Text c="dimmed">{t('passkeys.none')}</Text>}
      {passkeys.length > 0 && (
        <ul className={classes.list} aria-label={t('passkeys.heading')}>
          {passkeys.map((passkey) => (
            <PasskeyRow key={passkey.id} passkey={passkey} busy={isPending} onRemove={() => void remove(passkey)} />
          ))}
        </ul>
      )}
      <form onSubmit={(event) => void add(event)} aria-label={t('passkeys.add')} className={classes.add}>
        <TextInput
          label={t('passkeys.name')}
          placeholder={t('passkeys.defaultName')}
          name="name"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <BusyButton type="submit" busy={isPending}>
          {t('passkeys.add')}
        </BusyButton>
      </form>
    </Card>
  );
}

interface PasskeyRowProps {
  passkey: PasskeyAuthenticator;
  busy: boolean;
  onRemove: () => void;
}

function PasskeyRow({ passkey, busy, onRemove }: PasskeyRowProps) {
  const { t } = useTranslation();
  const created = new Date(passkey.created_at * 1000).toISOString();
  return (
    <li className={classes.row}>
      <IconFingerprint size={28} stroke={1.4} aria-hidden className={classes.icon} />
      <div className={classes.description}>
        <Text fw={600}>{passkey.name}</Text>
        <Text size="sm" c="dimmed">
          <Trans i18nKey="passkeys.addedAt" components={{ date: <TimeStamp value={created} /> }} />
        </Text>
      </div>
      <BusyButton
        variant="default"
        size="sm"
        busy={busy}
        onClick={onRemove}
        aria-label={t('passkeys.removeNamed', { name: passkey.name })}
      >
        {t('passkeys.remove')}
      </BusyButton>
    </li>
  );
}
