import { useLayoutEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { BusyButton } from '../../ui/busy-button';
import { errorMessage } from '../../ui/error-message';
import { FormAlert } from '../../ui/forms/form-alert';
import classes from './account.module.css';
import { focusSection } from './sections';

interface LoadFailureProps {
  error: Error;
  isFetching: boolean;
  refetch: () => unknown;
}

/** Shows why a tab could not load its content, and offers to retry. */
export function LoadFailure({ error, isFetching, refetch }: LoadFailureProps) {
  const { t } = useTranslation();
  const button = useRef<HTMLButtonElement>(null);

  // After a successful retry the button disappears, so the section takes over its focus.
  useLayoutEffect(() => {
    const pressed = button.current;
    return () => {
      if (pressed === document.activeElement) focusSection();
    };
  }, []);

  return (
    <div className={classes.failure}>
      <FormAlert isResponse={false}>{errorMessage(error)}</FormAlert>
      <BusyButton ref={button} variant="default" busy={isFetching} onClick={refetch}>
        {t('app.tryAgain')}
      </BusyButton>
    </div>
  );
}
