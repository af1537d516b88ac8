import { useTranslation } from 'react-i18next';
import classes from './page-loader.module.css';
import { Spinner } from './spinner';

/** A placeholder with the height of most pages, so that the footer does not move. */
export function PageLoader({ label }: { label?: string }) {
  const { t } = useTranslation();
  return (
    <div className={classes.loader}>
      <Spinner label={label ?? t('app.loading')} />
    </div>
  );
}
