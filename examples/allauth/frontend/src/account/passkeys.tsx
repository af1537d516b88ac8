import { Text, TextInput } from '@mantine/core';
import { IconFingerprint } from '@tabler/icons-react';
import { focusSection } from 'frontend/src/features/account/sections';
import { BusyButton } from 'frontend/src/ui/busy-button';
import { Card } from 'frontend/src/ui/card';
import { FormAlert } from 'frontend/src/ui/forms/form-alert';
import { alertSuccess } from 'frontend/src/ui/notifications';
import { TimeStamp } from 'frontend/src/ui/time-stamp';
import { type FormEvent, useState } from 'react';
import type { PasskeyAuthenticator } from 'safejwt-js/allauth';
import { allauth } from '../auth';
import { useChange } from './authenticators';
import classes from './list.module.css';

/** Adds and removes passkeys. */
export function Passkeys({ passkeys }: { passkeys: readonly PasskeyAuthenticator[] }) {
  const { isPending, problem, change } = useChange();
  const [name, setName] = useState('');

  async function add(event: FormEvent) {
    event.preventDefault();
    if (isPending || !(await change(() => allauth.passkeys.add({ name: name.trim() || 'Passkey' })))) return;
    setName('');
    alertSuccess('The passkey has been added.');
  }

  async function remove({ id }: PasskeyAuthenticator) {
    if (!(await change(() => allauth.passkeys.remove([id]).then(() => true)))) return;
    focusSection();
    alertSuccess('The passkey has been removed.');
  }

  return (
    <Card heading="Passkeys" description="Log in with your fingerprint, your face or the PIN of your device.">
      <FormAlert>{problem}</FormAlert>
      {passkeys.length === 0 && <Text c="dimmed">You have no passkey yet.</Text>}
      {passkeys.length > 0 && (
        <ul className={classes.list} aria-label="Passkeys">
          {passkeys.map((passkey) => (
            <PasskeyRow key={passkey.id} passkey={passkey} busy={isPending} onRemove={() => void remove(passkey)} />
          ))}
        </ul>
      )}
      <form onSubmit={(event) => void add(event)} aria-label="Add a passkey" className={classes.add}>
        <TextInput
          label="Name of the passkey"
          placeholder="Passkey"
          name="name"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <BusyButton type="submit" busy={isPending}>
          Add a passkey
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
  const created = new Date(passkey.created_at * 1000).toISOString();
  return (
    <li className={classes.row}>
      <IconFingerprint size={28} stroke={1.4} aria-hidden className={classes.icon} />
      <div className={classes.description}>
        <Text fw={600}>{passkey.name}</Text>
        <Text size="sm" c="dimmed">
          Added <TimeStamp value={created} />
        </Text>
      </div>
      <BusyButton
        variant="default"
        size="sm"
        busy={busy}
        onClick={onRemove}
        aria-label={`Remove the passkey ${passkey.name}`}
      >
        Remove
      </BusyButton>
    </li>
  );
}
