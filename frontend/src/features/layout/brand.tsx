import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { PRODUCT } from '../../product';
import { Logo } from '../../ui/logo';
import classes from './brand.module.css';

/** The product's name and icon, as a link to the home page. */
export function Brand() {
  const { t } = useTranslation();
  return (
    <Link to="/" className={classes.brand} aria-label={t('app.home')}>
      <Logo />
      <span>{PRODUCT}</span>
    </Link>
  );
}
