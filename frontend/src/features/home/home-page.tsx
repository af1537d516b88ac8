import { useTranslation } from 'react-i18next';
import { Page } from '../../ui/page';
import classes from './home.module.css';
import { HowItWorks } from './how-it-works';
import { SessionCard } from './session-card';

export default function HomePage() {
  const { t } = useTranslation();
  return (
    <Page title={t('home.title')} heading={t('home.heading')} lead={t('home.lead')} layout="hero">
      <div className={classes.sections}>
        <SessionCard />
        <HowItWorks />
      </div>
    </Page>
  );
}
