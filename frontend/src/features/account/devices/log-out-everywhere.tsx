import { Button, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { BusyButton } from '../../../ui/busy-button';
import { errorMessage } from '../../../ui/error-message';
import { alertFailure } from '../../../ui/notifications';
import { useLogout } from '../../session/logout';
import classes from './devices.module.css';

/** Ends all sessions of the user, including this one. Asks for confirmation first. */
export function LogOutEverywhere() {
  const { t } = useTranslation();
  const { logOutEverywhere } = useLogout();
  const [isAsking, setAsking] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const id = useId();
  const end = useMutation({
    mutationFn: () => logOutEverywhere({ done: t('devices.everywhereDone'), destination: '/login' }),
    onError: (error) => alertFailure(errorMessage(error)),
  });

  function cancel() {
    setAsking(false);
    opener.current?.focus();
  }

  return (
    <>
      <Button
        ref={opener}
        variant="default"
        aria-expanded={isAsking}
        aria-controls={id}
        onClick={() => setAsking(!isAsking)}
      >
        {t('devices.everywhere')}
      </Button>
      <div id={id} hidden={!isAsking} className={classes.question}>
        {isAsking && <Question busy={end.isPending} onConfirm={() => end.mutate()} onCancel={cancel} />}
      </div>
    </>
  );
}

interface QuestionProps {
  busy: boolean;
  onConfirm: () => void;
  onCancel: () => void;
}

function Question({ busy, onConfirm, onCancel }: QuestionProps) {
  const { t } = useTranslation();
  const words = useRef<HTMLParagraphElement>(null);
  // Screen readers announce the question, and the two buttons follow it in the tab order.
  useEffect(() => words.current?.focus(), []);
  return (
    <>
      <Text ref={words} tabIndex={-1} className={classes.text}>
        {t('devices.everywhereQuestion')}
      </Text>
      <div className={classes.buttons}>
        <BusyButton color="red.9" busy={busy} onClick={onConfirm}>
          {t('devices.everywhereSubmit')}
        </BusyButton>
        <Button variant="default" onClick={onCancel}>
          {t('app.cancel')}
        </Button>
      </div>
    </>
  );
}
