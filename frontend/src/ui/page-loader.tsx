import { useTranslation } from 'react-i18next';
import classes from './page-loader.module.css';
import { Spinner } from './spinner';

/** Stands where a page will be, as tall as most of them, so that the footer does not jump. */
export function PageLoader({ label }: { label?: string }) {
  const { t } = useTranslation();
  return (
    <div className={classes.loader}>
      <Spinner label={label ?? t('app.loading')} />
    </div>
  );
}
