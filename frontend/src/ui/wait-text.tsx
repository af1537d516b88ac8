import { useTranslation } from 'react-i18next';
import { waitText } from '../i18n/error-text';
import { useCountdown } from './forms/use-countdown';

/** How long to wait after too many attempts. As a timer, screen readers do not announce each second. */
export function WaitText({ seconds }: { seconds: number }) {
  const { t } = useTranslation();
  const { left } = useCountdown(seconds);
  return <span role="timer">{left > 0 ? waitText(left) : t('errors.waitIsOver')}</span>;
}
