import { useLayoutEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { BusyButton } from '../../ui/busy-button';
import { errorMessage } from '../../ui/error-message';
import { FormAlert } from '../../ui/forms/form-alert';
import classes from './account.module.css';

interface LoadFailureProps {
  error: Error;
  isFetching: boolean;
  refetch: () => unknown;
}

/** Shows why a tab could not load its content, and offers to retry. */
export function LoadFailure({ error, isFetching, refetch }: LoadFailureProps) {
  const { t } = useTranslation();
  const button = useRef<HTMLButtonElement>(null);

  // After a successful retry the button disappears, so the panel takes over its focus.
  useLayoutEffect(() => {
    const pressed = button.current;
    const panel = pressed?.closest<HTMLElement>('[role="tabpanel"]');
    return () => {
      if (pressed === document.activeElement) panel?.focus();
    };
  }, []);

  return (
    <div className={classes.failure}>
      <FormAlert>{errorMessage(error)}</FormAlert>
      <BusyButton ref={button} variant="default" busy={isFetching} onClick={refetch}>
        {t('app.tryAgain')}
      </BusyButton>
    </div>
  );
}
